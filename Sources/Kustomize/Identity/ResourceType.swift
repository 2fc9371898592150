/// Group, version and kind of an object, or a selection of them in which an empty part matches anything.
struct ResourceType: Hashable, Sendable {
    var group: String
    var version: String
    var kind: String

    init(group: String = "", version: String = "", kind: String = "") {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// What stands before the first `/` of an apiVersion is the group.
    init(apiVersion: String, kind: String) {
        self.kind = kind
        if let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) {
            group = String(apiVersion[..<slash])
            version = String(apiVersion[apiVersion.utf8.index(after: slash)...])
        } else {
            group = ""
            version = apiVersion
        }
    }

    /// As manifests write group and version.
    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// Whether `selection` selects this type.
    func isSelected(by selection: ResourceType) -> Bool {
        (selection.kind.isEmpty || selection.kind == kind) && (selection.group.isEmpty || selection.group == group)
            && (selection.version.isEmpty || selection.version == version)
    }
}

extension ResourceType: CustomStringConvertible {
    /// `Kind.version.group`, each missing part in brackets.
    var description: String {
        "\(kind.isEmpty ? "[noKind]" : kind).\(version.isEmpty ? "[noVer]" : version).\(group.isEmpty ? "[noGrp]" : group)"
    }
}
