internal import DocumentModel

/// Where an object or a transformation comes from, as `buildMetadata` writes it into annotations.
struct Origin: Hashable {
    /// The path of the file, from the folder that is built.
    var path = ""
    /// The path of the file that configures the generator or transformer.
    var configuredIn = ""
    /// What in that file is the generator or transformer.
    var configuredBy: Configurator?

    /// The generator or transformer.
    struct Configurator: Hashable {
        var apiVersion: String
        var kind: String
        var name = ""
        var namespace = ""
    }

    /// The origin of something at `path` from here.
    func appending(_ path: String) -> Origin {
        var copy = self
        copy.path = Self.clean(self.path.isEmpty ? path : "\(self.path)/\(path)")
        return copy
    }

    /// The origin of a built-in generator or transformer that the kustomization file `file` here configures.
    func builtIn(_ kind: String, in file: String) -> Origin {
        Origin(
            configuredIn: Self.clean(path.isEmpty ? file : "\(path)/\(file)"),
            configuredBy: Configurator(apiVersion: "builtin", kind: kind))
    }

    /// The origin of the plugin that an object of this origin configures.
    func plugin(_ resource: Resource) -> Origin {
        Origin(
            configuredIn: path,
            configuredBy: Configurator(
                apiVersion: resource.apiVersion, kind: resource.kind, name: resource.name,
                namespace: resource.namespace))
    }

    /// As it stands in an annotation.
    var value: Value {
        var object: Object = [:]
        if !path.isEmpty { object["path"] = .string(path) }
        if !configuredIn.isEmpty { object["configuredIn"] = .string(configuredIn) }
        if let configuredBy { object["configuredBy"] = configuredBy.value }
        return .object(object)
    }

    /// `path` without empty, `.` and resolvable `..` names.
    private static func clean(_ path: String) -> String {
        var names: [Substring] = []
        for name in path.split(separator: "/") where name != "." {
            if name == "..", let last = names.last, last != ".." { names.removeLast() } else { names.append(name) }
        }
        return names.isEmpty ? "." : names.joined(separator: "/")
    }
}

extension Origin.Configurator {
    fileprivate var value: Value {
        var object: Object = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
        if !name.isEmpty { object["name"] = .string(name) }
        if !namespace.isEmpty { object["namespace"] = .string(namespace) }
        return .object(object)
    }
}
