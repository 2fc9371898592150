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
    private var isWatch = false

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
        isWatch = query.flag("watch")
        let errors = mistakes(match: match, isWatch: isWatch)
        guard errors.isEmpty else { throw .invalid(group: "meta.k8s.io", kind: "ListOptions", "", errors) }
    }

    private func mistakes(match: String, isWatch: Bool) -> [FieldError] {
        if isWatch { return watchMistakes(match) }
        let initial = FieldError(.forbidden, "sendInitialEvents", "sendInitialEvents is forbidden for list")
        return matchMistakes(match) + (sendsInitialEvents == nil ? [] : [initial])
    }

    private func matchMistakes(_ match: String) -> [FieldError] {
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
                    "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
        }
        return errors
    }

    private func watchMistakes(_ match: String) -> [FieldError] {
        var errors: [FieldError] = []
        let field = "resourceVersionMatch"
        if sendsInitialEvents != nil, versionMatch != .notOlderThan {
            errors.append(
                FieldError(
                    .forbidden, field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
        }
        if !match.isEmpty, sendsInitialEvents == nil {
            errors.append(
                FieldError(.forbidden, field, "\(field) is forbidden for watch unless sendInitialEvents is provided"))
        }
        if !match.isEmpty, versionMatch != .notOlderThan {
            errors.append(
                FieldError(.notSupported, field, value: .string(match), "supported values: \"NotOlderThan\""))
        }
        if !continuation.isEmpty {
            errors.append(
                FieldError(.forbidden, field, "resourceVersionMatch is forbidden when continue is provided"))
        }
        return errors
    }

    /// 500 for a version of a single object that is no number.
    static func unreadable(_ text: String) -> APIError {
        APIError(
            500, "",
            "resourceVersion: Invalid value: \(GoText.quoted(text)): strconv.ParseUint: parsing "
                + "\(GoText.quoted(text)): invalid syntax")
    }

    func matches(_ object: StoredObject) -> Bool { labels.matches(object.labels) && fields.matches(object) }

    /// The version as a number.
    ///
    /// - Throws: 400 for one that is none.
    func version() throws(APIError) -> Int64 {
        if resourceVersion.isEmpty { return 0 }
        guard let version = Int64(resourceVersion), version >= 0 else {
            if isWatch { throw Self.unreadable(resourceVersion) }
            throw .badRequest(
                "invalid resource version: resourceVersion: Invalid value: \(GoText.quoted(resourceVersion)): strconv.ParseUint: parsing "
                    + "\(GoText.quoted(resourceVersion)): invalid syntax")
        }
        return version
    }
}
