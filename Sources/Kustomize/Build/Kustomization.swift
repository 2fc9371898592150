internal import DocumentModel
internal import KubernetesModel

/// The kustomize engine: a file tree in, an ordered list of objects out.
///
/// A build is a function of its inputs: no network, no process, no global state; any number may run in parallel.
public enum Kustomization {
    /// Builds the kustomization in the folder `path` of `tree`.
    ///
    /// CPU-bound and synchronous; run it off the cooperative pool when the tree reads from disk.
    ///
    /// - Throws: ``KustomizeError``, naming file, field and cause.
    public static func build(
        at path: String, in tree: some FileTree, options: BuildOptions = BuildOptions()
    ) throws(KustomizeError) -> BuildResult {
        let session = BuildSession(tree: tree, options: options)
        let loader = try Loader(at: path, session: session)
        let context = BuildContext(session: session, schema: SchemaChoice())
        var target = try Target(loader, context: context, origin: nil)
        if !target.file.buildMetadata.isEmpty { target.origin = Origin() }
        do {
            try context.schema.adopt(target.file.openAPI, loader)
            let accumulator = Accumulator(session: session)
            try target.accumulate(into: accumulator)
            let resources = try Completion(file: target.file, options: options).complete(accumulator, session)
            return BuildResult(
                objects: resources.map { KubernetesObject(content: $0) }, warnings: session.warnings,
                filesRead: session.filesRead)
        } catch { throw error.at(file: target.place) }
    }

    /// The names of a kustomization file, in the order of preference.
    public static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
}
