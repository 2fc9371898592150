internal import DocumentModel

/// One step that changes the objects of a build.
protocol Transformation {
    func apply(to list: ResourceList) throws(KustomizeError)
}

/// Sets labels or annotations in the fields of some specs.
struct SetEntries: Transformation {
    let entries: [(key: String, value: String)]
    let specs: [FieldSpec]

    init(_ entries: [String: String], in specs: [FieldSpec]) {
        self.entries = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        self.specs = specs
    }

    func apply(to list: ResourceList) throws(KustomizeError) {
        guard !entries.isEmpty else { return }
        for (key, _) in entries { try PlainKey.check(key) }
        var byType: [ResourceType: [FieldWalk]] = [:]
        let progress = Progress()
        let readsAnnotations = specs.contains { $0.path == "metadata/annotations" && !$0.creates }
        for resource in list.resources {
            let type = resource.type
            if byType[type] == nil { byType[type] = specs.selecting(type).map { walk($0, progress) } }
            let walks = byType[type] ?? []
            progress.begin(walks.count > 1 ? resource.shares : nil)
            if readsAnnotations { resource.makeAnnotations() }
            for walk in walks { try walk.apply(to: resource) }
            if walks.count > 1 { resource.shares += entries.count }
            if progress.changesShared { resource.settleSharedTexts() }
        }
    }

    /// What the walks through one object know.
    private final class Progress {
        /// The first number for texts in several places; nil where there is one place only.
        private(set) var firstShare: Int?
        /// Whether a text has changed that an earlier step has put into several places.
        var changesShared = false

        func begin(_ firstShare: Int?) {
            self.firstShare = firstShare
            changesShared = false
        }
    }

    private func walk(_ spec: FieldSpec, _ progress: Progress) -> FieldWalk {
        FieldWalk(spec, creating: .mapping) { node throws(KustomizeError) in
            guard !node.isNothing else { return }
            let isSet: Void? = try node.withObject { object throws(KustomizeError) in
                for (index, (key, value)) in entries.enumerated() {
                    if let old = object[key] {
                        if old.shared != nil { progress.changesShared = true }
                        object[key] = old.replaced(by: .string(value))
                    } else {
                        object[key] =
                            progress.firstShare.map { SharedText(id: $0 + index, value).hidden }
                            ?? .string(value)
                    }
                }
            }
            guard isSet != nil else {
                throw KustomizeError(.invalidField, "wrong node kind: expected a mapping but got \(node.shape)")
            }
        }
    }
}

/// Puts a prefix before names, or a suffix behind them.
struct ChangeNames: Transformation {
    var prefix = ""
    var suffix = ""
    let specs: [FieldSpec]

    func apply(to list: ResourceList) throws(KustomizeError) {
        defer { list.namesChanged() }
        for resource in list.resources {
            let original = resource.originalID.type
            guard !Self.keepsName(original) else { continue }
            for spec in specs where original.isSelected(by: spec.type) {
                if spec.path == "metadata/name" { remember(resource) }
                try FieldWalk(spec, creating: .scalar, change).apply(to: resource)
            }
        }
    }

    private func remember(_ resource: Resource) {
        if !prefix.isEmpty { resource.prefixes.append(prefix) }
        if !suffix.isEmpty { resource.suffixes.append(suffix) }
        if !prefix.isEmpty || !suffix.isEmpty { resource.rememberID() }
    }

    private func change(_ node: inout Value) throws(KustomizeError) {
        guard node.isScalar else {
            throw KustomizeError(.invalidField, "wrong node kind: expected a single value but got \(node.shape)")
        }
        node = node.replacingText(prefix + (node == .null ? "null" : node.text) + suffix)
    }

    /// Kinds whose names mean something outside.
    private static func keepsName(_ type: ResourceType) -> Bool {
        switch type.kind {
        case "CustomResourceDefinition", "Namespace": true
        case "APIService": type.group == "apiregistration.k8s.io"
        default: false
        }
    }
}

/// Appends the hash of their content to the names of generated objects.
struct AppendHashes: Transformation {
    func apply(to list: ResourceList) {
        for resource in list.resources where resource.needsHash {
            let hash = NameHash.of(resource)
            resource.rememberID()
            resource.name = "\(resource.name)-\(hash)"
        }
        list.namesChanged()
    }
}

/// Sets how many replicas the objects of a name have.
struct SetReplicas: Transformation {
    let name: String
    let count: Int64
    let specs: [FieldSpec]

    func apply(to list: ResourceList) throws(KustomizeError) {
        var isFound = false
        let named = list.resources.filter { resource in
            resource.name == name || resource.previous.contains { $0.name == name }
        }
        for resource in named where !resource.isEmpty {
            let ids = (resource.previousIDs + [resource.currentID]).filter { $0.name == name }
            for spec in specs where ids.contains(where: { $0.type.isSelected(by: spec.type) }) {
                isFound = true
                try FieldWalk(spec, creating: .scalar) { node throws(KustomizeError) in
                    guard node.isScalar else {
                        throw KustomizeError(
                            .invalidField, "wrong node kind: expected a single value but got \(node.shape)")
                    }
                    node = .integer(count)
                }.apply(to: resource)
            }
        }
        guard isFound else {
            throw KustomizeError(
                .unmatched, "no object named \"\(name)\" is of a kind with replicas", field: "replicas")
        }
    }
}
