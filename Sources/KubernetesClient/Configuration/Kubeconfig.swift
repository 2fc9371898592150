/// One kubeconfig, or several merged.
public struct Kubeconfig: Sendable {
    /// The names of the contexts, sorted.
    public var contextNames: [String] { [] }
    /// Empty when the file names none.
    public var currentContext = ""

    /// What the flags and `KUBECONFIG` name, else `~/.kube/config`; several files are merged, the first to say something wins.
    /// A file that does not exist counts as empty unless `--kubeconfig` names it.
    public static func load(_ flags: KubeconfigFlags = KubeconfigFlags()) async throws(KubernetesError) -> Kubeconfig {
        throw KubernetesError(.configuration, "not built")
    }
}
