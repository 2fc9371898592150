internal import HTTPTransport
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
        let resource = try await resource(for: kind)
        let request = try watchRequest(resource, options, from: resourceVersion)
        var decoder = WatchDecoder(kind, purpose: request.purpose)
        do throws(KubernetesError) {
            try await core.stream(request, as: identity) { chunks async throws(KubernetesError) in
                var iterator = chunks.makeAsyncIterator()
                while let chunk = try await Self.next(&iterator, request.purpose) {
                    for event in try decoder.feed(chunk) where await handle(event) == .stop { return }
                }
                try decoder.finish()
            }
        } catch {
            guard error.code == .notFound, error.status == nil else { throw error }
            core.mapping.forget(kind.groupVersion)
            throw KubernetesError.noMatch(kind)
        }
    }

    private func watchRequest(
        _ resource: APIResource, _ options: ListOptions, from resourceVersion: String
    ) throws(KubernetesError) -> APIRequest {
        var request = APIRequest(
            "watch \(resource.groupVersionKind.kind) objects",
            path: try ResourcePath.collection(resource, namespace: options.namespace))
        if options.metadataOnly { request.accept = MediaType.metadata }
        request.addSelectors(options)
        // Spread, so that the watches of many clients do not all end at once.
        let seconds = Int64.random(in: 300...600)
        request.query += [
            ("watch", "1"), ("resourceVersion", resourceVersion), ("allowWatchBookmarks", "true"),
            ("timeoutSeconds", String(seconds)),
        ]
        // The server ends it before that; when it does not, nobody is there any more.
        request.idleTimeout = .seconds(seconds + 30)
        request.isLongLived = true
        return request
    }

    private static func next(
        _ iterator: inout HTTPBodyChunks.AsyncIterator, _ purpose: String
    ) async throws(KubernetesError) -> [UInt8]? {
        do { return try await iterator.next() } catch { throw KubernetesError(error, purpose: purpose) }
    }
}
