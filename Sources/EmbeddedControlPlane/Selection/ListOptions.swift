internal import DocumentModel

/// What the query of a list or watch asks for.
struct ListOptions: Sendable {
    enum VersionMatch: String, Sendable {
        case notOlderThan = "NotOlderThan"
        case exact = "Exact"
    }

    var labels = LabelSelector(labels: [:])
    var fields: FieldSelector
    var limit: Int64 = 0
    var continuation = ""
    /// As sent.
    var resourceVersion = ""
    var versionMatch: VersionMatch?
    var timeoutSeconds: Int64?
    var allowsBookmarks = false
    var sendsInitialEvents: Bool?

    /// - Throws: 400 or 422 with the real texts.
    init(_ query: Query, _ target: Target) throws(APIError) {
        fields = try FieldSelector(query["fieldSelector"] ?? "", target)
        if let text = query["labelSelector"], !text.isEmpty { labels = try LabelSelector(text) }
        limit = try query.number("limit") ?? 0
        timeoutSeconds = try query.number("timeoutSeconds")
        continuation = query["continue"] ?? ""
        resourceVersion = query["resourceVersion"] ?? ""
        allowsBookmarks = query.flag("allowWatchBookmarks")
        if query["sendInitialEvents"] != nil { sendsInitialEvents = query.flag("sendInitialEvents") }
        let match = query["resourceVersionMatch"] ?? ""
        versionMatch = VersionMatch(rawValue: match)
        let errors = mistakes(match: match, isWatch: query.flag("watch"))
        guard errors.isEmpty else { throw .invalid(group: "meta.k8s.io", kind: "ListOptions", "", errors) }
    }

    private func mistakes(match: String, isWatch: Bool) -> [FieldError] {
        if isWatch { return watchMistakes(match) }
        if let sendsInitialEvents, sendsInitialEvents {
            return [FieldError(.forbidden, "sendInitialEvents", "sendInitialEvents is forbidden for list")]
        }
        guard !match.isEmpty else { return [] }
        var errors: [FieldError] = []
        if resourceVersion.isEmpty {
            errors.append(
                FieldError(
                    .forbidden, "resourceVersionMatch",
                    "resourceVersionMatch is forbidden unless resourceVersion is provided"))
        }
        if !continuation.isEmpty {
            errors.append(
                FieldError(
                    .forbidden, "resourceVersionMatch",
                    "resourceVersionMatch is forbidden when continue is provided"))
        }
        if versionMatch == nil {
            errors.append(
                FieldError(
                    .notSupported, "resourceVersionMatch", value: .string(match),
                    "supported values: \"Exact\", \"NotOlderThan\", \"\""))
        }
        if versionMatch == .exact, resourceVersion == "0" {
            errors.append(
                FieldError(
                    .forbidden, "resourceVersionMatch",
                    "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\""))
        }
        return errors
    }

    private func watchMistakes(_ match: String) -> [FieldError] {
        guard let sendsInitialEvents else {
            guard !match.isEmpty else { return [] }
            return [
                FieldError(
                    .forbidden, "resourceVersionMatch",
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")
            ]
        }
        var errors: [FieldError] = []
        if versionMatch != .notOlderThan {
            let why =
                match.isEmpty
                ? FieldError(
                    .forbidden, "resourceVersionMatch",
                    "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
                : FieldError(
                    .notSupported, "resourceVersionMatch", value: .string(match), "supported values: \"NotOlderThan\"")
            errors.append(why)
        }
        if sendsInitialEvents, !allowsBookmarks {
            errors.append(
                FieldError(
                    .forbidden, "sendInitialEvents",
                    "sendInitialEvents requires setting allowWatchBookmarks to true"))
        }
        return errors
    }

    func matches(_ object: StoredObject) -> Bool { labels.matches(object.labels) && fields.matches(object) }

    /// The version as a number.
    ///
    /// - Throws: 400 for one that is none.
    func version() throws(APIError) -> Int64 {
        if resourceVersion.isEmpty { return 0 }
        guard let version = Int64(resourceVersion), version >= 0 else {
            throw .badRequest(
                "Invalid value: \(GoText.quoted(resourceVersion)): strconv.ParseUint: parsing "
                    + "\(GoText.quoted(resourceVersion)): invalid syntax")
        }
        return version
    }
}
