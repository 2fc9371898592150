internal import DocumentModel

extension APIStatus {
    /// The most causes that are kept: a server may list thousands.
    private static let causeLimit = 200

    /// The status in an answer; nil when `value` is none. The HTTP code counts where the body has none.
    init?(_ value: Value, httpStatus: Int) {
        guard value["kind"]?.string == "Status" else { return nil }
        let details = value["details"]
        self.init(
            code: (value["code"]?.integer).map { Int(clamping: $0) } ?? httpStatus,
            reason: value["reason"]?.string ?? "", message: value["message"]?.string ?? "",
            causes: (details?["causes"]?.array ?? []).prefix(Self.causeLimit).map(Cause.init))
        name = details?["name"]?.string ?? ""
        group = details?["group"]?.string ?? ""
        kind = details?["kind"]?.string ?? ""
        uid = details?["uid"]?.string ?? ""
        retryAfterSeconds = details?["retryAfterSeconds"]?.integer
    }

    /// The fields other managers own.
    var fieldConflicts: [FieldConflict] {
        causes.filter { $0.reason == "FieldManagerConflict" }.map { cause in
            FieldConflict(field: cause.field, manager: Self.manager(in: cause.message), message: cause.message)
        }
    }

    /// The quoted name in `conflict with "name" using apps/v1`.
    private static func manager(in message: String) -> String {
        guard message.hasPrefix("conflict with \"") else { return "" }
        return String(message.dropFirst("conflict with \"".count).prefix { $0 != "\"" })
    }
}

extension APIStatus.Cause {
    init(_ value: Value) {
        self.init(
            reason: value["reason"]?.string ?? "", message: value["message"]?.string ?? "",
            field: value["field"]?.string ?? "")
    }
}
