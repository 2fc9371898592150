internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import ToolkitAPI

/// Whose events are asked for: a kind, or one object and what it depends on.
struct EventSubject: Sendable, Hashable {
    let kind: String
    var name: String?
    var namespace: String?

    /// What the API server is asked for.
    var fieldSelector: String {
        let kindTerm = "involvedObject.kind=\(kind)"
        return name.map { "\(kindTerm),involvedObject.name=\($0)" } ?? kindTerm
    }

    /// Reads `Kind[/name]`; the kind in any case, or by a short name such as `ks`.
    init(_ text: String) throws {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, !first.isEmpty else {
            throw CommandFailure("--for selector must be of format <kind>[/<name>]")
        }
        guard let kind = Self.kind(named: first.lowercased()) else {
            throw CommandFailure("'\(first)' is not a recognized Flux kind")
        }
        self.kind = kind
        name = parts.count == 2 && !parts[1].isEmpty ? parts[1] : nil
    }

    private init(kind: String, name: String, namespace: String) {
        self.kind = kind
        self.name = name
        self.namespace = namespace
    }

    /// The kind of a name in lower case: its own, or one that other commands take for it.
    private static func kind(named name: String) -> String? {
        if let kind = kinds.first(where: { $0.lowercased() == name }) { return kind }
        return ToolkitKind.all.first { ([$0.name] + $0.aliases).contains(name) }?.kind
    }

    /// The kinds whose events are shown.
    static let kinds =
        ToolkitKind.all.map(\.kind) + [ToolkitKind.externalArtifact.kind, ToolkitKind.artifactGenerator.kind]

    /// The objects the subject depends on, whose events tell the rest of the story.
    func related(in session: Session) async throws -> [EventSubject] {
        guard let name, let type = ToolkitKind.all.first(where: { $0.kind == kind }),
            let path = Self.reference(of: kind)
        else { return [] }
        let object = try await session.cluster.get(type.groupVersionKind, session.key(name))
        guard let reference = object.value.at(path.field), let target = reference["name"]?.string,
            let targetKind = path.kind ?? reference["kind"]?.string
        else { return [] }
        let namespace = path.crossesNamespaces ? reference["namespace"]?.string ?? session.namespace : session.namespace
        var related = [EventSubject(kind: targetKind, name: target, namespace: namespace)]
        if kind == "HelmRelease", path.field.first == "spec", object.value.at("spec", "chart") != nil {
            let chart = "\(session.namespace)-\(name)"
            related.append(EventSubject(kind: "HelmChart", name: chart, namespace: namespace))
        }
        return related
    }

    private struct Reference {
        var field: [String]
        /// The kind it leads to; nil when the reference says so.
        var kind: String?
        var crossesNamespaces = true
    }

    private static func reference(of kind: String) -> Reference? {
        switch kind {
        case "Kustomization", "HelmChart": Reference(field: ["spec", "sourceRef"])
        case "HelmRelease": Reference(field: ["spec", "chart", "spec", "sourceRef"])
        case "Alert": Reference(field: ["spec", "providerRef"], kind: "Provider", crossesNamespaces: false)
        case "ImagePolicy": Reference(field: ["spec", "imageRepositoryRef"], kind: "ImageRepository")
        default: nil
        }
    }
}
