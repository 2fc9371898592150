package import DocumentModel
package import KubernetesModel

/// Takes over the fields that other tools set before: kubectl, earlier releases, and managers an operator names.
package struct TakeOver: Sendable, Hashable {
    private struct Rule: Sendable, Hashable {
        var prefix: String
        var operation: String
    }

    private static let annotations = [
        "kubectl.kubernetes.io/last-applied-configuration", "kustomize.toolkit.fluxcd.io/checksum",
        "fluxcd.io/sync-checksum",
    ]
    private static let labels = ["fluxcd.io/sync-gc-mark"]

    /// Who owns the fields afterwards.
    package let fieldManager: String
    private let rules: [Rule]

    /// - Parameter overriding: further managers, by the beginning of their names.
    package init(fieldManager: String, overriding: [String] = []) {
        self.fieldManager = fieldManager
        rules =
            [
                Rule(prefix: "kubectl", operation: "Apply"), Rule(prefix: "kubectl", operation: "Update"),
                Rule(prefix: "before-first-apply", operation: "Update"),
                Rule(prefix: fieldManager, operation: "Update"),
            ]
            + overriding.filter { !$0.isEmpty }.flatMap { name in
                [Rule(prefix: name, operation: "Apply"), Rule(prefix: name, operation: "Update")]
            }
    }

    /// Whether an entry is the own one.
    func isOwn(_ entry: ManagedFieldsEntry) -> Bool {
        entry.subresource.isEmpty && entry.manager == fieldManager && entry.operation == "Apply"
    }

    /// Whether the fields of an entry are taken over.
    func takes(_ entry: ManagedFieldsEntry) -> Bool {
        guard entry.subresource.isEmpty, !isOwn(entry) else { return false }
        return rules.contains { entry.manager.hasPrefix($0.prefix) && entry.operation == $0.operation }
    }

    /// The patch that makes the fields ours; nil when there is nothing to take over.
    package func patch(for live: KubernetesObject) -> JSONPatch? {
        var operations: [JSONPatch.Operation] = []
        for name in Self.annotations where live.annotations[name] != nil {
            operations.append(.remove(JSONPointer(tokens: ["metadata", "annotations", name])))
        }
        for name in Self.labels where live.labels[name] != nil {
            operations.append(.remove(JSONPointer(tokens: ["metadata", "labels", name])))
        }
        if let merged = merge(ManagedFieldsEntry.all(of: live)) {
            let entries = Value.array(merged.map { .object($0.content) })
            operations.append(.replace(JSONPointer(tokens: ["metadata", "managedFields"]), entries))
        }
        guard !operations.isEmpty else { return nil }
        // The version makes the server refuse the patch when the object changed in between.
        let version = JSONPointer(tokens: ["metadata", "resourceVersion"])
        return JSONPatch(operations: operations + [.replace(version, .string(live.resourceVersion))])
    }

    /// The entries with all that is taken over in the own one, which goes last; nil when nothing is.
    private func merge(_ entries: [ManagedFieldsEntry]) -> [ManagedFieldsEntry]? {
        let taken = entries.filter(takes)
        guard let first = taken.first else { return nil }
        var own = entries.first(where: isOwn) ?? first
        own.content["manager"] = .string(fieldManager)
        own.content["operation"] = "Apply"
        own.content["fieldsV1"] = .object(taken.reduce(own.fields) { FieldSet.union($0, $1.fields) })
        return entries.filter { !takes($0) && !isOwn($0) } + [own]
    }

    /// The patch that moves every manager's fields to the API version of `wanted`; nil when all are there.
    package static func migration(of live: KubernetesObject, to wanted: KubernetesObject) -> JSONPatch? {
        let entries = ManagedFieldsEntry.all(of: live)
        guard entries.contains(where: { $0.apiVersion != wanted.apiVersion }) else { return nil }
        let moved = entries.map { entry in
            var content = entry.content
            content["apiVersion"] = .string(wanted.apiVersion)
            return Value.object(content)
        }
        return JSONPatch(operations: [
            .replace(JSONPointer(tokens: ["metadata", "managedFields"]), .array(moved)),
            .replace(JSONPointer(tokens: ["metadata", "resourceVersion"]), .string(live.resourceVersion)),
        ])
    }
}
