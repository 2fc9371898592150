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
        fatalError("not built")
    }

    /// The names of a kustomization file, in the order of preference.
    public static let fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
}
