/// In what form and encoding a client wants an answer.
struct Negotiation: Sendable, Hashable {
    /// What is sent for objects.
    enum Form: Sendable, Hashable {
        case object
        case table
        case partialMetadata
    }

    var form: Form = .object
    var encoding: ResponseEncoding = .json
    /// Whether the client asked for the aggregated discovery document.
    var aggregatedDiscovery: String?

    /// Reads `Accept` fields: the first range this server has, by quality.
    ///
    /// - Throws: 406 when there is none, so that clients fall back.
    init(accept fields: [String], forms: [Form] = [.object], isWatch: Bool = false) throws(APIError) {
        let ranges = fields.flatMap { $0.split(separator: ",") }.compactMap { MediaRange($0) }
            .enumerated().sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }.map(\.element)
        if ranges.isEmpty { return }
        for range in ranges {
            if let match = Negotiation(range, forms: forms) {
                self = match
                return
            }
        }
        if ranges.contains(where: { Self.types.contains($0.type) }) {
            throw APIError(
                406, "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml")
        }
        throw APIError(
            406, "NotAcceptable",
            "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml",
            details: .init())
    }

    private static let types: Set<String> = ["application/json", "application/yaml", "*/*"]

    private init?(_ range: MediaRange, forms: [Form]) {
        switch range.type {
        case "application/json":
            encoding = ["1", "true"].contains(range.parameters["pretty"] ?? "") ? .prettyJSON : .json
        case "application/yaml": encoding = .yaml
        case "*/*": encoding = .json
        default: return nil
        }
        switch range.parameters["as"] {
        case nil: break
        case "Table": form = .table
        case "PartialObjectMetadata", "PartialObjectMetadataList": form = .partialMetadata
        case "APIGroupDiscoveryList": aggregatedDiscovery = range.parameters["v"]
        default: return nil
        }
        if form != .object {
            guard forms.contains(form), range.parameters["g"] == "meta.k8s.io",
                ["v1", "v1beta1"].contains(range.parameters["v"])
            else { return nil }
        }
    }
}

/// One element of an `Accept` field.
struct MediaRange: Sendable {
    /// In lower case.
    var type: String
    var parameters: [String: String] = [:]
    var quality = 1.0

    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ";")
        guard let first = parts.first else { return nil }
        type = Self.trimmed(first).lowercased()
        guard type.contains("/") else { return nil }
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            let name = Self.trimmed(pair[0]).lowercased()
            let value = Self.trimmed(pair[1])
            if name == "q" { quality = Double(value) ?? 1 } else { parameters[name] = value }
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = text[...]
        while let first = rest.first, first == " " || first == "\t" || first == "\"" { rest = rest.dropFirst() }
        while let last = rest.last, last == " " || last == "\t" || last == "\"" { rest = rest.dropLast() }
        return String(rest)
    }
}
