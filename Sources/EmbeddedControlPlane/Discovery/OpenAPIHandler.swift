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
            if wantsProtobuf { return Self.emptyProtobuf }
            return document(ResourceCatalog.openAPIv2(served.definitions))
        case "v3" where parts.count == 2: return index(served)
        case "v3": return try group(Array(parts.dropFirst(2)), served)
        default: return .pageNotFound
        }
    }

    private var wantsProtobuf: Bool {
        let ranges = request.headers("Accept").flatMap { $0.split(separator: ",") }.compactMap { MediaRange($0) }
        return !ranges.isEmpty && !ranges.contains { $0.type == "application/json" || $0.type == "*/*" }
    }

    /// A document (`gnostic.openapi.v2.Document`) without definitions: `kubectl` asks for this form to check kinds that
    /// version 3 does not have, such as `List`, and lets pass what it does not find in it.
    private static var emptyProtobuf: APIAnswer {
        func text(_ number: UInt8, _ text: String) -> [UInt8] { [number << 3 | 2, UInt8(text.utf8.count)] + text.utf8 }
        let info = text(1, "Kubernetes") + text(2, "v1.36.0")
        var answer = APIAnswer(.bytes(text(1, "2.0") + [2 << 3 | 2, UInt8(info.count)] + info))
        answer.contentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
        return answer
    }

    /// Version 3 is JSON alone: clients that accept nothing else get a clean 406.
    private func refuseProtobuf() throws(APIError) {
        guard !wantsProtobuf else {
            throw APIError(406, "NotAcceptable", "only the following media types are accepted: application/json")
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
        var answer = APIAnswer.document(200, ["paths": .object(paths)])
        answer.contentType = "text/plain; charset=utf-8"
        return answer
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
