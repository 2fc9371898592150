internal import DocumentModel
public import KubernetesModel

extension KubernetesClient {
    /// How the kind is served. Asks the server when the kind is not known yet, and again for each miss, since kinds appear
    /// while we run.
    ///
    /// - Throws: ``KubernetesError`` with `noMatch` when the server serves no such kind in that version.
    public func resource(for kind: GroupVersionKind) async throws(KubernetesError) -> APIResource {
        let mapping = core.mapping
        if let known = mapping[kind] { return known }
        let before = mapping.rounds(of: kind.groupVersion)
        return try await mapping.gate.run { () async throws(KubernetesError) in
            if let known = mapping[kind] { return known }
            if mapping.rounds(of: kind.groupVersion) == before { try await load(kind.groupVersion) }
            guard let known = mapping[kind] else { throw KubernetesError.noMatch(kind) }
            return known
        }
    }

    /// The kind in the version the server prefers.
    public func preferredResource(for kind: GroupKind) async throws(KubernetesError) -> APIResource {
        let mapping = core.mapping
        if let versions = mapping.versions(of: kind.group) {
            for version in versions {
                let full = GroupVersionKind(group: kind.group, version: version, kind: kind.kind)
                if let known = mapping[full] { return known }
            }
        }
        return try await mapping.gate.run { () async throws(KubernetesError) in
            for version in try await loadVersions(of: kind.group) {
                let full = GroupVersionKind(group: kind.group, version: version, kind: kind.kind)
                try await load(full.groupVersion)
                if let known = mapping[full] { return known }
            }
            let name = kind.group.isEmpty ? kind.kind : "\(kind.kind).\(kind.group)"
            throw KubernetesError(.noMatch, "no matches for kind \"\(name)\"")
        }
    }

    /// Asks for the kinds of one group and version. A version that is gone counts as having none.
    private func load(_ version: GroupVersion) async throws(KubernetesError) {
        let request = APIRequest("discover \(version.apiVersion)", path: ResourcePath.groupVersion(version))
        do throws(KubernetesError) {
            core.mapping.store(DiscoveryReader.resources(try await ownValue(request), of: version), of: version)
        } catch {
            guard error.isNotFound else { throw error }
            core.mapping.forget(version)
        }
    }

    private func loadVersions(of group: String) async throws(KubernetesError) -> [String] {
        if group.isEmpty {
            core.mapping.store(versions: ["v1"], of: "")
            return ["v1"]
        }
        let request = APIRequest("discover \(group)", path: "/apis/\(PercentEncoding.encode(group))")
        do throws(KubernetesError) {
            let versions = DiscoveryReader.versions(try await ownValue(request))
            core.mapping.store(versions: versions, of: group)
            return versions
        } catch {
            guard error.isNotFound else { throw error }
            return []
        }
    }

    /// Discovery is the same for everybody, so it is asked for as ourselves and shared.
    private func ownValue(_ request: APIRequest) async throws(KubernetesError) -> Value {
        try await KubernetesClient(core, as: core.configuration.impersonation).value(request)
    }

    /// Every kind of every group in every version, preferred versions first; asks the server anew.
    ///
    /// Groups whose server does not answer are left out: never conclude from an absence that something is gone.
    public func allResources() async throws(KubernetesError) -> [APIResource] {
        var all: [APIResource] = []
        for path in ["/api", "/apis"] {
            var request = APIRequest("discover all kinds", path: path)
            request.accept = DiscoveryReader.aggregated
            let answer = try await ownValue(request)
            if answer["kind"]?.string == "APIGroupDiscoveryList" {
                all += DiscoveryReader.aggregatedResources(answer)
            } else {
                all += try await eachVersion(DiscoveryReader.groupVersions(answer))
            }
        }
        return all
    }

    private func eachVersion(_ versions: [GroupVersion]) async throws(KubernetesError) -> [APIResource] {
        var all: [APIResource] = []
        for version in versions {
            let request = APIRequest("discover \(version.apiVersion)", path: ResourcePath.groupVersion(version))
            do throws(KubernetesError) {
                all += DiscoveryReader.resources(try await ownValue(request), of: version)
            } catch {
                // The server behind an aggregated API is away; the others are as good as before.
                guard error.isNotFound || error.isTransient else { throw error }
            }
        }
        return all
    }
}
