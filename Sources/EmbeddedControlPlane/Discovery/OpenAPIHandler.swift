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
            if wantsProtobuf, !acceptsSwagger { return Self.silence(406) }
            let swagger = ResourceCatalog.openAPIv2(served.definitions)
            guard wantsProtobuf else { return document(swagger) }
            var answer = APIAnswer(.bytes(SwaggerProtobuf.encode(swagger)))
            answer.contentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
            return answer
        case "v3" where parts.count == 2: return request.path.hasSuffix("/") ? Self.silence(404) : index(served)
        case "v3": return group(Array(parts.dropFirst(2)), served)
        default: return .pageNotFound
        }
    }

    private var wantsProtobuf: Bool {
        let ranges = request.headers("Accept").flatMap { $0.split(separator: ",") }.compactMap { MediaRange($0) }
        return !ranges.isEmpty && !ranges.contains { $0.type == "application/json" || $0.type == "*/*" }
    }

    private var acceptsSwagger: Bool {
        request.headers("Accept").contains { $0.contains("application/com.github.proto-openapi.spec.v2") }
    }

    /// An answer without a word, as this handler of the real server gives for what it does not have.
    private static func silence(_ status: Int) -> APIAnswer { APIAnswer(status: status, contentType: "", .bytes([])) }

    private func index(_ served: ServedResources) -> APIAnswer {
        var paths: Object = ["api/v1": entry("api/v1", .init(group: "", version: "v1"), served)]
        for path in PlainPaths.all(served) {
            paths[path.name] = ["serverRelativeURL": .string("/openapi/v3/\(path.name)?hash=\(Self.ownHash)")]
        }
        for group in served.groups {
            for version in group.versions {
                let path = "apis/\(group.name)/\(version)"
                paths[path] = entry(path, .init(group: group.name, version: version), served)
            }
        }
        var answer = APIAnswer.document(200, ["paths": .object(paths.sorted())])
        answer.contentType = "text/plain; charset=utf-8"
        return answer
    }

    private func entry(_ path: String, _ version: GroupVersion, _ served: ServedResources) -> Value {
        ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash(version, served))")]
    }

    /// Documents of built-in kinds change with the version of the server alone.
    private static let ownHash = Digest.of(APIServer.gitVersion).hex

    /// Of what makes the document differ.
    private func hash(_ version: GroupVersion, _ served: ServedResources) -> String {
        let definitions = served.definitions.filter { $0.group == version.group }
        guard definitions.contains(where: \.isCustom) else { return Self.ownHash }
        let versions = definitions.map { "\($0.resourceName) \($0.schemaVersion)" }.sorted()
        return Digest.of(versions.joined(separator: ",")).hex
    }

    private func group(_ parts: [String], _ served: ServedResources) -> APIAnswer {
        // Version 3 is JSON alone: clients that accept nothing else get a clean 406.
        if wantsProtobuf { return Self.silence(406) }
        let name = parts.joined(separator: "/")
        if let path = PlainPaths.all(served).first(where: { $0.name == name }) {
            return lasting(document(ResourceCatalog.openAPIv3(path)), Self.ownHash)
        }
        let version: GroupVersion
        switch (parts.first, parts.count) {
        case ("api", 2): version = GroupVersion(group: "", version: parts[1])
        case ("apis", 3): version = GroupVersion(group: parts[1], version: parts[2])
        default: return Self.silence(404)
        }
        guard served.hasVersion(version) else { return Self.silence(404) }
        return lasting(document(ResourceCatalog.openAPIv3(version, served.definitions)), hash(version, served))
    }

    /// A document that is asked for by its hash stays what it is, so that clients keep it.
    private func lasting(_ answer: APIAnswer, _ hash: String) -> APIAnswer {
        guard request.query["hash"] == hash else { return answer }
        var answer = answer
        answer.headers.append(("Cache-Control", "public, immutable"))
        return answer
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
