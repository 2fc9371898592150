internal import DocumentModel
public import KubernetesModel

extension KubernetesClient {
    /// All objects, page by page behind the scenes.
    public func list(
        _ kind: GroupVersionKind, _ options: ListOptions = ListOptions()
    ) async throws(KubernetesError) -> ObjectList {
        var items: [KubernetesObject] = []
        let version = try await listPages(kind, options, restart: { items = [] }, page: { items += $0 })
        return ObjectList(items: items, resourceVersion: version)
    }

    /// Lists page by page and hands each page over. When the server forgets the place in between, the list starts anew as one
    /// full page, and `restart` is called first: what came before no longer counts.
    ///
    /// - Returns: the resource version to watch from.
    public func listPages(
        _ kind: GroupVersionKind, _ options: ListOptions = ListOptions(), restart: () -> Void = {},
        page: ([KubernetesObject]) -> Void
    ) async throws(KubernetesError) -> String {
        let resource = try await resource(for: kind)
        var request = APIRequest(
            "list \(kind.kind) objects", path: try ResourcePath.collection(resource, namespace: options.namespace))
        if options.metadataOnly { request.accept = MediaType.metadataList }
        request.addSelectors(options)
        if let version = options.resourceVersion { request.query.append(("resourceVersion", version)) }
        return try await pages(request, of: resource, size: options.pageSize, restart, page)
    }

    private func pages(
        _ base: APIRequest, of resource: APIResource, size: Int, _ restart: () -> Void,
        _ page: ([KubernetesObject]) -> Void
    ) async throws(KubernetesError) -> String {
        var place = ""
        var isWhole = size <= 0
        while true {
            var request = base
            if !isWhole { request.query.append(("limit", String(size))) }
            if !place.isEmpty { request.query.append(("continue", place)) }
            let answer: Value
            do throws(KubernetesError) { answer = try await value(request, about: resource) } catch {
                // The place in the list is too old: only one full list is consistent then.
                guard error.isExpired, !place.isEmpty else { throw error }
                (place, isWhole) = ("", true)
                restart()
                continue
            }
            guard let items = answer["items"]?.array ?? (answer["items"]?.isNull == true ? [] : nil) else {
                throw KubernetesError(.unreadableAnswer, "cannot \(base.purpose): the answer is no list")
            }
            page(items.compactMap { KubernetesObject($0)?.named(resource.groupVersionKind) })
            place = answer["metadata"]?["continue"]?.string ?? ""
            if place.isEmpty { return answer["metadata"]?["resourceVersion"]?.string ?? "" }
        }
    }
}
