internal import Cryptography
internal import DocumentModel
internal import KubernetesModel

/// `/openapi/v2` and `/openapi/v3`.
struct OpenAPIHandler: Sendable {
    let server: APIServer
    let request: APIRequest

    func answer(_ parts: [String]) async throws(APIError) -> APIAnswer {
        let served = server.registry.served
        switch parts.dropFirst().first {
        case "v2" where parts.count == 2:
            try refuseProtobuf()
            return document(ResourceCatalog.openAPIv2(served.definitions))
        case "v3" where parts.count == 2: return index(served)
        case "v3": return try group(Array(parts.dropFirst(2)), served)
        default: return .pageNotFound
        }
    }

    /// Protobuf is not spoken: clients that accept nothing else get a clean 406.
    private func refuseProtobuf() throws(APIError) {
        let ranges = request.headers("Accept").flatMap { $0.split(separator: ",") }.compactMap { MediaRange($0) }
        let isReadable = ranges.isEmpty || ranges.contains { $0.type == "application/json" || $0.type == "*/*" }
        guard isReadable else {
            throw APIError(
                406, "NotAcceptable", "only the following media types are accepted: application/json")
        }
    }

    private func index(_ served: ServedResources) -> APIAnswer {
        var paths: Object = ["api/v1": entry("api/v1", .init(group: "", version: "v1"), served)]
        for group in served.groups {
            for version in group.versions {
                let path = "apis/\(group.name)/\(version)"
                paths[path] = entry(path, .init(group: group.name, version: version), served)
            }
        }
        return .document(200, ["paths": .object(paths)])
    }

    private func entry(_ path: String, _ version: GroupVersion, _ served: ServedResources) -> Value {
        ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash(version, served))")]
    }

    /// Of what makes the document differ.
    private func hash(_ version: GroupVersion, _ served: ServedResources) -> String {
        let definitions = served.definitions.filter { $0.group == version.group }
        guard definitions.contains(where: \.isCustom) else { return APIServer.gitVersion }
        let versions = server.store.snapshot(.crds).objects.map { "\($0.key.name) \($0.version)" }
        return Digest.of(versions.joined(separator: ",")).hex
    }

    private func group(_ parts: [String], _ served: ServedResources) throws(APIError) -> APIAnswer {
        try refuseProtobuf()
        let version: GroupVersion
        switch (parts.first, parts.count) {
        case ("api", 2): version = GroupVersion(group: "", version: parts[1])
        case ("apis", 3): version = GroupVersion(group: parts[1], version: parts[2])
        default: return .pageNotFound
        }
        guard served.hasVersion(version) else { return .pageNotFound }
        return document(ResourceCatalog.openAPIv3(version, served.definitions))
    }

    private func document(_ value: Value) -> APIAnswer {
        let bytes = JSON.write(value)
        var answer = APIAnswer(.bytes(bytes))
        let tag = "\"\(Digest.of(bytes).hex.uppercased())\""
        answer.headers = [("ETag", tag), ("Vary", "Accept-Encoding, Accept")]
        if request.header("If-None-Match") == tag {
            answer.status = 304
            answer.body = .bytes([])
        }
        return answer
    }
}
