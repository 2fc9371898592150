internal import DocumentModel
internal import KubernetesSchema

/// The way from `kubectl apply` to `kubectl apply --server-side`: what the annotation of the last says was applied.
enum ClientSideApply {
    /// The manager of `kubectl apply --server-side`, which alone takes over from client-side apply.
    static let manager = "kubectl"
    static let annotation = "kubectl.kubernetes.io/last-applied-configuration"

    /// The conflicts that are left when those over fields of the last applied configuration, unchanged since, are let
    /// go; nil where there is no such configuration.
    static func conflicts(_ conflicts: ApplyConflicts, beyondLastAppliedIn live: Object, type: TypeSchema)
        -> ApplyConflicts?
    {
        guard let text = live["metadata"]?["annotations"]?[annotation]?.string,
            let last = try? JSON.parse(text), last.object != nil
        else { return nil }
        let changes = Comparison(from: last, to: .object(live), type: type)
        let allowed = FieldSet(of: last, type: type)
            .subtracting(changes.modified).subtracting(changes.added).subtracting(changes.removed)
        let paths = Set(allowed.paths)
        return ApplyConflicts(conflicts: conflicts.conflicts.filter { !paths.contains($0.path) })
    }

    /// Writes the annotation anew where it was, so that `kubectl apply` and `diff` go on from here.
    static func refreshLastApplied(in object: inout Object, with configuration: Object) {
        guard object["metadata"]?["annotations"]?[annotation] != nil else { return }
        var content = Value.object(configuration)
        content.set(["metadata", "managedFields"], to: nil)
        content.set(["metadata", "annotations", annotation], to: nil)
        if content.at("metadata", "annotations")?.object?.isEmpty == true {
            content.set(["metadata", "annotations"], to: nil)
        }
        var result = Value.object(object)
        let text = JSON.text(content, .init(sortsKeys: true, escapesHTML: true)) + "\n"
        result.set(["metadata", "annotations", annotation], to: .string(text))
        object = result.object ?? object
    }
}
