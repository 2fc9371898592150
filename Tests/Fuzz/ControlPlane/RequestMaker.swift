import DocumentModel
import FuzzSupport

/// A request as it goes over the wire.
struct MadeRequest: Sendable {
    var bytes: [UInt8]
    /// Whether it is well formed, so that it must be answered.
    var isWhole: Bool
    /// Whether its answer may stay open.
    var isWatch: Bool
}

/// Makes requests: of pieces that make sense, then damaged a little.
struct RequestMaker {
    private var random: SplitMix

    init(number: UInt64) { random = SplitMix(seed: number) }

    mutating func make() -> MadeRequest {
        let sample = Samples.objects[random.below(Samples.objects.count)]
        var query: [String] = []
        var method = random.pick([
            "GET", "GET", "POST", "POST", "POST", "PUT", "PATCH", "PATCH", "PATCH", "DELETE", "OPTIONS",
        ])
        var path = random.once(in: 12) ? random.pick(Samples.otherPaths) : sample.collection
        if method != "POST" || random.once(in: 8), !random.once(in: 4) {
            path += "/" + (random.once(in: 5) ? random.pick(Samples.names) : Self.name(in: sample.object))
            if random.once(in: 4) { path += random.pick(Samples.subresources) }
        }
        if random.once(in: 300) {
            method = random.pick(["TRACE", "CONNECT", "PROPFIND", "get", "X", Samples.longText])
        }
        let isLegacyWatch = path.contains("/watch/")
        let isWatch = method == "GET" && (isLegacyWatch || random.once(in: 12))
        if isWatch { query += ["watch=\(random.pick(["true", "1", "x", ""]))", "timeoutSeconds=1"] }
        for _ in 0..<(random.once(in: 2) ? 0 : random.below(4)) {
            let (name, values) = Samples.queries[random.below(Samples.queries.count)]
            guard !isWatch || name != "timeoutSeconds" else { continue }
            query.append("\(name)=\(random.pick(values).replacing(" ", with: "%20"))")
        }
        if method == "PATCH", random.once(in: 2) { query.append("fieldManager=fuzz") }
        if random.once(in: 40) { path = damaged(path) }
        let target = path + (query.isEmpty ? "" : (path.contains("?") ? "&" : "?") + query.joined(separator: "&"))
        let body = body(for: method, sample.object)
        return assemble(method, target, body, isWatch: isWatch)
    }

    /// The name that an object of the samples has.
    private static func name(in object: String) -> String {
        object.firstMatch(of: /"metadata":\{"name":"([^"]*)"/).map { String($0.1) } ?? "a"
    }

    private mutating func body(for method: String, _ object: String) -> (bytes: [UInt8], type: String) {
        switch method {
        case "PATCH":
            let type = random.pick(Samples.patchTypes)
            let text = type.contains("apply") ? object : random.pick(Samples.patches)
            return (damaged(Array(text.utf8)), type)
        case "DELETE":
            guard random.once(in: 3) else { return ([], "") }
            let text =
                #"{"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"\#(random.pick(["Foreground", "Orphan", "x"]))","preconditions":{"uid":"x"},"gracePeriodSeconds":0}"#
            return (damaged(Array(text.utf8)), random.pick(Samples.bodyTypes))
        case "GET", "OPTIONS": return random.once(in: 30) ? (damaged(Array(object.utf8)), "application/json") : ([], "")
        default:
            let type = random.once(in: 8) ? random.pick(Samples.bodyTypes) : "application/json"
            let bytes = damaged(Array(object.utf8))
            return (type.contains("protobuf") ? enveloped(bytes) : bytes, type)
        }
    }

    /// Half of the bodies stay as they are, so that there is something in the cluster that the other half meets.
    private mutating func damaged(_ body: [UInt8]) -> [UInt8] {
        guard random.once(in: 2) else { return body }
        if !random.once(in: 4), var value = try? JSON.parse(body) {
            var mutator = ValueMutator(random: random)
            for _ in 0...mutator.random.below(3) { value = mutator.mutate(value) }
            random = mutator.random
            return Array(random.once(in: 5) ? YAML.text(value).utf8 : JSON.text(value).utf8)
        }
        var mutator = TextMutator(random: random)
        let text = mutator.mutate(String(decoding: body, as: UTF8.self), among: Samples.patches)
        random = mutator.random
        return Array(text.utf8)
    }

    private mutating func damaged(_ path: String) -> String {
        var bytes = Array(path.utf8)
        for _ in 0...random.below(3) {
            let place = random.below(bytes.count + 1)
            switch random.below(4) {
            case 0:
                bytes.insert(
                    contentsOf: Array(
                        random.pick(["/", "//", "%", "%zz", "%2F", "..", "/./", "?", "#", "%FF", ";"]).utf8), at: place)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: Array(repeating: 0x61, count: random.below(5_000)), at: place)
            default: bytes.insert(UInt8(0x21 + random.below(0x5e)), at: place)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The envelope of Kubernetes' protobuf around whatever.
    private mutating func enveloped(_ bytes: [UInt8]) -> [UInt8] {
        var message: [UInt8] = [0x6b, 0x38, 0x73, 0x00]
        func field(_ number: UInt8, _ content: [UInt8]) {
            message.append(number << 3 | 2)
            var length = content.count
            while length >= 0x80 {
                message.append(UInt8(length & 0x7f) | 0x80)
                length >>= 7
            }
            message.append(UInt8(length))
            message += content
        }
        var type: [UInt8] = [0x0a, 2]
        type += Array("v1".utf8)
        type += [0x12, 9]
        type += Array("ConfigMap".utf8)
        field(1, type)
        var raw: [UInt8] = [0x0a, 3, 0x0a, 1, 0x61, 0x12, 6, 0x0a, 1, 0x6b, 0x12, 1, 0x76]
        for _ in 0..<random.below(6) { raw.insert(UInt8(random.below(256)), at: random.below(raw.count + 1)) }
        field(2, random.once(in: 4) ? bytes : raw)
        for _ in 0..<random.below(3) { message[random.below(message.count)] = UInt8(random.below(256)) }
        return message
    }

    private mutating func assemble(
        _ method: String, _ target: String, _ body: (bytes: [UInt8], type: String), isWatch: Bool
    ) -> MadeRequest {
        var head =
            "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: \(random.once(in: 4) ? random.pick(Samples.accepts) : "application/json")\r\n"
        if !body.type.isEmpty { head += "Content-Type: \(body.type)\r\n" }
        for _ in 0..<(random.once(in: 8) ? 1 + random.below(2) : 0) { head += random.pick(Samples.headers) + "\r\n" }
        var bytes: [UInt8]
        if random.once(in: 8), !body.bytes.isEmpty {
            bytes = Array((head + "Transfer-Encoding: chunked\r\n\r\n").utf8)
            var rest = body.bytes[...]
            while !rest.isEmpty {
                let chunk = rest.prefix(1 + random.below(300))
                bytes += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + Array(chunk) + [0x0d, 0x0a]
                rest = rest.dropFirst(chunk.count)
            }
            bytes += Array("0\r\n\r\n".utf8)
        } else {
            let isNeeded = !body.bytes.isEmpty || ["POST", "PUT", "PATCH"].contains(method)
            bytes =
                Array((head + (isNeeded ? "Content-Length: \(body.bytes.count)\r\n" : "") + "\r\n").utf8) + body.bytes
        }
        guard random.once(in: 30) else { return MadeRequest(bytes: bytes, isWhole: true, isWatch: isWatch) }
        // What a broken client sends: too little, or other bytes.
        for _ in 0..<random.below(4) where !bytes.isEmpty {
            bytes[random.below(bytes.count)] = UInt8(random.below(256))
        }
        if random.once(in: 2) { bytes.removeLast(random.below(bytes.count)) }
        return MadeRequest(bytes: bytes, isWhole: false, isWatch: isWatch)
    }
}
