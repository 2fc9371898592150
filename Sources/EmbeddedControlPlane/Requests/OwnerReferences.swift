internal import DocumentModel

/// What the server makes of an owner that an object names more than once (`dedupOwnerReferences` of `k8s.io/apiserver`).
enum OwnerReferences {
    /// Drops repetitions; returns the warning about them.
    ///
    /// - Parameter isPatched: whether a patch made the object: the server looks at those once it is admitted.
    static func removeDuplicates(from object: inout Object, isPatched: Bool = false) -> [String] {
        guard let references = object["metadata"]?["ownerReferences"]?.array, references.count > 1 else { return [] }
        var seen: Set<Value> = []
        var kept: [Value] = []
        var repeated: [String] = []
        for reference in references {
            if seen.insert(reference).inserted {
                kept.append(reference)
            } else {
                repeated.append(reference["uid"]?.string ?? "")
            }
        }
        guard !repeated.isEmpty else { return [] }
        object.updateMetadata { $0["ownerReferences"] = .array(kept) }
        return [
            ".metadata.ownerReferences contains duplicate entries\(isPatched ? " after mutating admission happens" : ""); "
                + "API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix "
                + "your requests; duplicate UID(s) observed: \(repeated.joined(separator: ", "))"
        ]
    }
}
