public import KubernetesModel

extension KubernetesClient {
    /// How the kind is served. Asks the server when the kind is not known yet, and again for each miss, since kinds appear
    /// while we run.
    ///
    /// - Throws: ``KubernetesError`` with `noMatch` when the server serves no such kind in that version.
    public func resource(for kind: GroupVersionKind) async throws(KubernetesError) -> APIResource {
        throw KubernetesError(.other, "not built")
    }

    /// The kind in the version the server prefers.
    public func preferredResource(for kind: GroupKind) async throws(KubernetesError) -> APIResource {
        throw KubernetesError(.other, "not built")
    }

    /// Every kind of every group in every version, preferred versions first; asks the server anew.
    ///
    /// Groups whose server does not answer are left out: never conclude from an absence that something is gone.
    public func allResources() async throws(KubernetesError) -> [APIResource] {
        throw KubernetesError(.other, "not built")
    }
}
