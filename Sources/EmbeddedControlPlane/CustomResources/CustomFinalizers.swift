internal import DocumentModel
internal import KubernetesModel

/// What the server thinks of the finalizers of custom resources, which it takes whatever they are.
enum CustomFinalizers {
    private static let standard: Set<String> = ["orphan", "foregroundDeletion", "kubernetes"]

    /// Warnings about those that were not there before.
    static func warnings(_ object: Object, old: Object?) -> [String] {
        let finalizers = KubernetesObject(content: object).finalizers
        guard !finalizers.isEmpty else { return [] }
        let before = old.map { KubernetesObject(content: $0).finalizers } ?? []
        return Set(finalizers).subtracting(before).sorted().flatMap(warnings)
    }

    private static func warnings(_ finalizer: String) -> [String] {
        let start = "metadata.finalizers: \(GoText.quoted(finalizer)): "
        var warnings = NameSyntax.qualifiedName(finalizer).map { start + $0 }
        guard !finalizer.contains("/"), !standard.contains(finalizer) else { return warnings }
        let path = finalizer.contains(".") ? " including a path (/)" : ""
        warnings.append(
            "\(start)prefer a domain-qualified finalizer name\(path) to avoid accidental conflicts with other finalizer "
                + "writers")
        return warnings
    }
}
