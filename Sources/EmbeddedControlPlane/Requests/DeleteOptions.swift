internal import DocumentModel

/// What the query or the body of a deletion asks for.
struct DeleteOptions: Sendable {
    enum Propagation: String, Sendable {
        case foreground = "Foreground"
        case background = "Background"
        case orphan = "Orphan"
    }

    var isDryRun = false
    var gracePeriodSeconds: Int64?
    var propagation: Propagation?
    var uid: String?
    var resourceVersion: String?

    init(propagation: Propagation? = .background) { self.propagation = propagation }

    /// - Throws: 400 for a body that is none, 422 with the real texts.
    init(_ request: APIRequest, encoding: BodyEncoding) throws(APIError) {
        let body = try Self.body(request, encoding)
        var errors: [FieldError] = []
        let orphans: Bool?
        let policy: String?
        if let body {
            isDryRun = try WriteOptions.dryRun((body["dryRun"]?.array ?? []).compactMap(\.string), &errors)
            readParts(body)
            orphans = body["orphanDependents"]?.bool
            policy = body["propagationPolicy"]?.string
        } else {
            isDryRun = try WriteOptions.dryRun(request.query.all("dryRun"), &errors)
            gracePeriodSeconds = try request.query.number("gracePeriodSeconds")
            orphans = request.query["orphanDependents"].map { _ in request.query.flag("orphanDependents") }
            policy = request.query["propagationPolicy"]
        }
        errors += Self.errors(policy: policy, orphans: orphans)
        guard errors.isEmpty else { throw .invalid(group: "meta.k8s.io", kind: "DeleteOptions", "", errors) }
        propagation = policy.flatMap(Propagation.init) ?? orphans.map { $0 ? .orphan : .background }
    }

    private mutating func readParts(_ body: Value) {
        gracePeriodSeconds = body["gracePeriodSeconds"]?.integer
        uid = body["preconditions"]?["uid"]?.string
        resourceVersion = body["preconditions"]?["resourceVersion"]?.string
    }

    /// Takes over options that stand inside another body.
    mutating func read(_ body: Value) throws(APIError) {
        guard body.object != nil else { return }
        try Self.check(body)
        readParts(body)
        var errors: [FieldError] = []
        isDryRun = try WriteOptions.dryRun((body["dryRun"]?.array ?? []).compactMap(\.string), &errors)
        let policy = body["propagationPolicy"]?.string
        errors += Self.errors(policy: policy, orphans: body["orphanDependents"]?.bool)
        guard errors.isEmpty else { throw .invalid(group: "meta.k8s.io", kind: "DeleteOptions", "", errors) }
        if let policy { propagation = Propagation(rawValue: policy) }
    }

    /// Takes over from the query what the body does not say (`propagateDryRun` of the real server).
    mutating func adoptDryRun(of request: APIRequest) throws(APIError) {
        let asked = request.query.all("dryRun")
        guard !asked.isEmpty else { return }
        var errors: [FieldError] = []
        let isAsked = try WriteOptions.dryRun(asked, &errors)
        guard errors.isEmpty else { throw .invalid(group: "meta.k8s.io", kind: "DeleteOptions", "", errors) }
        isDryRun = isDryRun || isAsked
    }

    /// What each field holds, in the words of Go's decoder.
    private static let types: [(field: String, type: String, fits: @Sendable (Value) -> Bool)] = [
        ("gracePeriodSeconds", "int64", { $0.integer != nil }), ("orphanDependents", "bool", { $0.bool != nil }),
        ("propagationPolicy", "v1.DeletionPropagation", { $0.string != nil }),
        ("dryRun", "[]string", { $0.array != nil }), ("preconditions", "v1.Preconditions", { $0.object != nil }),
    ]

    private static func check(_ body: Value) throws(APIError) {
        for (field, type, fits) in types {
            guard let part = body[field], !part.isNull, !fits(part) else { continue }
            let found = type == "int64" && part.typeName == "number" ? "number \(JSON.text(part))" : part.typeName
            throw .badRequest(
                "json: cannot unmarshal \(found) into Go struct field DeleteOptions.\(field) of type \(type)")
        }
    }

    /// What a body says; nil without one. Beside a body the query does not count.
    private static func body(_ request: APIRequest, _ encoding: BodyEncoding) throws(APIError) -> Value? {
        guard !request.body.isEmpty else { return nil }
        let value: Value
        do {
            value = encoding == .yaml ? try YAML.parseFirst(request.body) : try JSON.parse(request.body)
        } catch {
            let why = encoding == .yaml ? error.message : JSONProblem.text(request.body)
            throw .badRequest("couldn't get version/kind; json parse error: \(why)")
        }
        if value.isNull { return value }
        guard value.object != nil else {
            throw .badRequest(
                "couldn't get version/kind; json parse error: json: cannot unmarshal \(value.typeName) into Go value of "
                    + "type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string "
                    + "\"json:\\\"kind,omitempty\\\"\" }")
        }
        for field in ["apiVersion", "kind"] {
            guard let part = value[field], !part.isNull, part.string == nil else { continue }
            throw .badRequest(
                "couldn't get version/kind; json parse error: json: cannot unmarshal \(part.typeName) into Go struct "
                    + "field .\(field) of type string")
        }
        try check(value)
        for field in ["uid", "resourceVersion"] {
            guard let part = value["preconditions"]?[field], !part.isNull, part.string == nil else { continue }
            throw .badRequest(
                "json: cannot unmarshal \(part.typeName) into Go struct field Preconditions.preconditions.\(field) of "
                    + "type \(field == "uid" ? "types.UID" : "string")")
        }
        let version = value["apiVersion"]?.string ?? ""
        if version.count(where: { $0 == "/" }) > 1 {
            throw .badRequest("unexpected GroupVersion string: \(version)")
        }
        guard let kind = value["kind"]?.string, !kind.isEmpty, kind != "DeleteOptions" else { return value }
        throw .badRequest(
            "no kind \(GoText.quoted(kind)) is registered for version "
                + "\(GoText.quoted(version.isEmpty ? "meta.k8s.io/v1" : version)) in scheme "
                + "\"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"")
    }

    private static func errors(policy: String?, orphans: Bool?) -> [FieldError] {
        guard let policy else { return [] }
        if orphans != nil {
            return [
                FieldError(
                    .invalid, "propagationPolicy", value: .string(policy),
                    "orphanDependents and deletionPropagation cannot be both set")
            ]
        }
        guard Propagation(rawValue: policy) == nil else { return [] }
        return [
            FieldError(
                .notSupported, "propagationPolicy", value: .string(policy),
                "supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")
        ]
    }
}
