/// In what form and encoding a client wants an answer.
struct Negotiation: Sendable, Hashable {
    /// What is sent for objects.
    enum Form: Sendable, Hashable {
        case object
        case table
        case partialMetadata
    }

    var form: Form = .object
    /// The version of `meta.k8s.io` in which a form other than the object itself is asked for.
    var formVersion = "v1"
    /// Whether a list is asked for, where `PartialObjectMetadataList` says so; nil where the form does not say.
    var asksForList: Bool?
    var encoding: ResponseEncoding = .json
    /// Whether the client asked for the aggregated discovery document.
    var aggregatedDiscovery: String?

    /// How a request that accepts nothing of what there is is refused.
    enum Refusal: Sendable, Hashable {
        /// With what there is for one document.
        case document
        /// With that, and with what there is for streams.
        case stream
        /// In the few words of handlers that choose by themselves.
        case brief
    }

    /// Reads `Accept` fields: the first range this server has, by quality.
    ///
    /// - Parameter versions: of the aggregated discovery document, where there is one.
    /// - Throws: 406 when there is none, so that clients fall back.
    init(
        accept fields: [String], forms: [Form] = [.object], discovery versions: Set<String> = [], isWatch: Bool = false,
        refusal: Refusal = .document
    ) throws(APIError) {
        let ranges = fields.flatMap { $0.split(separator: ",") }.compactMap { MediaRange($0) }
            .enumerated().sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }.map(\.element)
        if ranges.isEmpty { return }
        for range in ranges {
            if let match = Negotiation(range, forms: forms, discovery: versions) {
                // Events come one a line, which YAML has no form for.
                guard !isWatch || match.encoding != .yaml else { continue }
                self = match
                return
            }
        }
        if isWatch, ranges.contains(where: { $0.type == "application/yaml" }) {
            throw APIError(
                406, "NotAcceptable",
                "only the following media types are accepted: application/json;stream=watch, "
                    + "application/vnd.kubernetes.protobuf;stream=watch")
        }
        if refusal == .brief || ranges.contains(where: { Self.types.contains($0.type) }) {
            throw APIError(
                406, "NotAcceptable",
                "only the following media types are accepted: application/json, application/yaml")
        }
        throw APIError(
            406, "NotAcceptable",
            "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml"
                + (refusal == .stream
                    ? ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch" : ""),
            details: .init())
    }

    private static let types: Set<String> = [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "*/*",
    ]

    /// JSON that people read is set out in lines: they ask for it by `pretty`, or by the name of their program.
    mutating func prettify(for request: APIRequest) {
        guard encoding == .json else { return }
        if let wish = request.query["pretty"], !wish.isEmpty {
            if ["1", "t", "T", "true", "TRUE", "True"].contains(wish) { encoding = .prettyJSON }
            return
        }
        if Self.isForPeople(request.header("User-Agent") ?? "") { encoding = .prettyJSON }
    }

    /// Whether a program shows answers to people as they are.
    static func isForPeople(_ agent: String) -> Bool {
        ["curl", "Wget", "Mozilla/5.0"].contains(where: agent.hasPrefix)
    }

    private init?(_ range: MediaRange, forms: [Form], discovery versions: Set<String>) {
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
        case "PartialObjectMetadata": (form, asksForList) = (.partialMetadata, false)
        case "PartialObjectMetadataList": (form, asksForList) = (.partialMetadata, true)
        case "APIGroupDiscoveryList":
            guard let version = range.parameters["v"], versions.contains(version),
                range.parameters["g"] == "apidiscovery.k8s.io"
            else { return nil }
            aggregatedDiscovery = version
        default: return nil
        }
        if form != .object {
            guard forms.contains(form), range.parameters["g"] == "meta.k8s.io",
                let version = range.parameters["v"], ["v1", "v1beta1"].contains(version)
            else { return nil }
            formVersion = version
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
