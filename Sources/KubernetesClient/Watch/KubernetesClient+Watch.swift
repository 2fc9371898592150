public import KubernetesModel

extension KubernetesClient {
    /// Watches over one connection and hands each event over before the next is read, until the server ends it, the task is
    /// cancelled or `handle` stops.
    ///
    /// - Parameter resourceVersion: of a list or an event; changes after it are reported.
    /// - Throws: ``KubernetesError``; with `expired` when that version is too old.
    public func watch(
        _ kind: GroupVersionKind, _ options: ListOptions = ListOptions(), from resourceVersion: String,
        _ handle: (WatchEvent) async -> StreamStep
    ) async throws(KubernetesError) {
        throw KubernetesError(.other, "not built")
    }

    /// Lists, then watches for as long as the task lives: resumes where it was when a connection ends, pauses longer and
    /// longer while the server cannot be reached, lists anew when it fell too far behind. No change is lost or reported twice.
    ///
    /// - Throws: ``KubernetesError`` with `cancelled`, and what cannot pass by itself: `forbidden`, `unauthorized`,
    ///   `noMatch`, `badRequest`.
    public func follow(
        _ kind: GroupVersionKind, _ options: ListOptions = ListOptions(),
        _ handle: (FollowEvent) async -> StreamStep
    ) async throws(KubernetesError) {
        throw KubernetesError(.other, "not built")
    }
}
