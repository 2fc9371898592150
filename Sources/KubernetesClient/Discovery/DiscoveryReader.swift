internal import DocumentModel
internal import KubernetesModel

/// Reads the answers of discovery. What is malformed is left out. Pure.
enum DiscoveryReader {
    /// Both forms of aggregated discovery, and the old form for servers without.
    static let aggregated = [
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
        "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList", "application/json",
    ].joined(separator: ",")

    /// The kinds in an `APIResourceList`, with their subresources.
    static func resources(_ list: Value, of version: GroupVersion) -> [APIResource] {
        let entries = list["resources"]?.array ?? []
        var subresources: [String: [String]] = [:]
        for entry in entries {
            let parts = (entry["name"]?.string ?? "").split(separator: "/", maxSplits: 1)
            if parts.count == 2 { subresources[String(parts[0]), default: []].append(String(parts[1])) }
        }
        return entries.compactMap { entry in
            guard let plural = entry["name"]?.string, !plural.contains("/"), !plural.isEmpty,
                let kind = entry["kind"]?.string, !kind.isEmpty
            else { return nil }
            return APIResource(
                groupVersionKind: GroupVersionKind(
                    group: entry["group"]?.string ?? version.group,
                    version: entry["version"]?.string ?? version.version,
                    kind: kind),
                plural: plural, singular: entry["singularName"]?.string ?? "",
                isNamespaced: entry["namespaced"]?.bool ?? false, shortNames: texts(entry["shortNames"]),
                categories: texts(entry["categories"]), verbs: texts(entry["verbs"]),
                subresources: subresources[plural] ?? [])
        }
    }

    /// The versions of an `APIGroup`, the preferred one first.
    static func versions(_ group: Value) -> [String] {
        let all = (group["versions"]?.array ?? []).compactMap { $0["version"]?.string }
        guard let preferred = group["preferredVersion"]?["version"]?.string else { return all }
        return [preferred] + all.filter { $0 != preferred }
    }

    /// The groups and versions of an `APIVersions` or `APIGroupList`.
    static func groupVersions(_ list: Value) -> [GroupVersion] {
        if let core = list["versions"]?.array, list["groups"] == nil {
            return core.compactMap(\.string).map { GroupVersion(group: "", version: $0) }
        }
        return (list["groups"]?.array ?? []).flatMap { group in
            versions(group).map { GroupVersion(group: group["name"]?.string ?? "", version: $0) }
        }
    }

    /// The kinds of an `APIGroupDiscoveryList`. Stale versions are those whose server does not answer.
    static func aggregatedResources(_ list: Value) -> [APIResource] {
        (list["items"]?.array ?? []).flatMap { group in
            (group["versions"]?.array ?? []).filter { $0["freshness"]?.string != "Stale" }.flatMap { version in
                let own = GroupVersion(
                    group: group["metadata"]?["name"]?.string ?? "", version: version["version"]?.string ?? "")
                return (version["resources"]?.array ?? []).compactMap { aggregatedResource($0, own) }
            }
        }
    }

    private static func aggregatedResource(_ entry: Value, _ version: GroupVersion) -> APIResource? {
        guard let plural = entry["resource"]?.string, let kind = entry["responseKind"]?["kind"]?.string, !kind.isEmpty
        else { return nil }
        return APIResource(
            groupVersionKind: GroupVersionKind(group: version.group, version: version.version, kind: kind),
            plural: plural, singular: entry["singularResource"]?.string ?? "",
            isNamespaced: entry["scope"]?.string == "Namespaced", shortNames: texts(entry["shortNames"]),
            categories: texts(entry["categories"]), verbs: texts(entry["verbs"]),
            subresources: (entry["subresources"]?.array ?? []).compactMap { $0["subresource"]?.string })
    }

    private static func texts(_ value: Value?) -> [String] { (value?.array ?? []).compactMap(\.string) }
}
