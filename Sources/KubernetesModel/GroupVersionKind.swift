/// An API group and version, written `group/version`, or `version` alone for the core group.
public struct GroupVersion: Sendable, Hashable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version in it, such as `v1`.
    public var version: String

    public init(group: String, version: String) {
        self.group = group
        self.version = version
    }

    /// Reads an `apiVersion`: what stands before the last `/` is the group.
    public init(apiVersion: String) {
        if let slash = apiVersion.lastIndex(of: "/") {
            self.init(
                group: String(apiVersion[..<slash]), version: String(apiVersion[apiVersion.index(after: slash)...]))
        } else {
            self.init(group: "", version: apiVersion)
        }
    }

    /// As manifests write it: `apps/v1`, `v1`.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}

/// An API group and kind: what an object is, whatever version it is written in.
public struct GroupKind: Sendable, Hashable {
    /// The API group; empty for the core group.
    public var group: String
    /// The kind, such as `Deployment`.
    public var kind: String

    public init(group: String, kind: String) {
        self.group = group
        self.kind = kind
    }
}

/// An API group, version and kind.
public struct GroupVersionKind: Sendable, Hashable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version in it, such as `v1`.
    public var version: String
    /// The kind, such as `Deployment`.
    public var kind: String

    public init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// Reads the two identifying fields of a manifest.
    public init(apiVersion: String, kind: String) {
        let groupVersion = GroupVersion(apiVersion: apiVersion)
        self.init(group: groupVersion.group, version: groupVersion.version, kind: kind)
    }

    /// As manifests write group and version: `apps/v1`, `v1`.
    public var apiVersion: String { groupVersion.apiVersion }
    /// Without the kind.
    public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
    /// Without the version.
    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
}

extension GroupVersionKind: CustomStringConvertible {
    /// As Kubernetes prints it in messages: `apps/v1, Kind=Deployment`.
    public var description: String { "\(apiVersion), Kind=\(kind)" }
}

/// The name of an object within its kind; the namespace is empty for cluster-scoped kinds.
public struct ObjectKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The namespace; empty for cluster-scoped kinds.
    public var namespace: String
    /// The name.
    public var name: String

    public init(namespace: String = "", name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// `namespace/name`, or `name` alone.
    public var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

    /// In the byte order of `namespace/name`, as etcd sorts keys: `a-b/x` comes before `a/x`.
    public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        if left.namespace == right.namespace { return left.name < right.name }
        var (first, second) = (left.namespace.utf8.makeIterator(), right.namespace.utf8.makeIterator())
        while true {
            let (one, other) = (first.next(), second.next())
            // Names with a slash stand in no namespace that exists; they must compare all the same.
            guard one != nil || other != nil else { return left.name < right.name }
            let (byte, otherByte) = (one ?? UInt8(ascii: "/"), other ?? UInt8(ascii: "/"))
            if byte != otherByte { return byte < otherByte }
        }
    }
}
