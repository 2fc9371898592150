package import KubernetesModel

/// A group of objects that is applied before the next one begins.
package struct ApplyStage: Sendable, Hashable {
    /// Which objects.
    package enum Name: Sendable, Hashable, CaseIterable {
        /// Custom resource definitions, namespaces and cluster roles.
        case definitions
        /// Kinds whose name ends in `Class`.
        case classes
        /// The kinds of `--custom-apply-stage-kinds`.
        case custom
        /// Everything else.
        case rest

        /// Whether the next stage waits until the objects of this one are ready.
        package var isAwaited: Bool { self == .definitions || self == .classes }
    }

    package var name: Name
    /// In the order they are applied in.
    package var objects: [KubernetesObject]

    /// The stages of `objects`, in order; those without objects are left out.
    package static func split(_ objects: [KubernetesObject], custom: [StageKind] = []) -> [ApplyStage] {
        let groups = Dictionary(grouping: objects) { name(of: $0.groupVersionKind.groupKind, custom: custom) }
        return Name.allCases.compactMap { name in
            groups[name].map { ApplyStage(name: name, objects: KindOrder.sort($0)) }
        }
    }

    static func name(of kind: GroupKind, custom: [StageKind]) -> Name {
        switch (kind.group, kind.kind.lowercased()) {
        case ("apiextensions.k8s.io", "customresourcedefinition"), ("", "namespace"),
            ("rbac.authorization.k8s.io", "clusterrole"):
            .definitions
        case (_, let lower) where lower.hasSuffix("class"): .classes
        default: custom.contains { $0.matches(kind) } ? .custom : .rest
        }
    }
}

/// A kind that an operator puts into a stage of its own: `group/Kind`, or `Kind` of the core group.
package struct StageKind: Sendable, Hashable {
    package var kind: GroupKind

    package init(kind: GroupKind) { self.kind = kind }

    /// Reads the comma list of `--custom-apply-stage-kinds`; blanks around the items do not count.
    package static func parse(_ text: String) -> [StageKind] {
        text.split(separator: ",").compactMap { item in
            let words = item.split(separator: " ")
            guard let word = words.first, words.count == 1 else { return nil }
            let slash = word.lastIndex(of: "/")
            let group = slash.map { String(word[..<$0]) } ?? ""
            let kind = slash.map { String(word[word.index(after: $0)...]) } ?? String(word)
            return StageKind(kind: GroupKind(group: group, kind: kind))
        }
    }

    func matches(_ other: GroupKind) -> Bool { kind == other }
}
