internal import DocumentModel

/// What the query of a write asks for.
struct WriteOptions: Sendable {
    var isDryRun = false
    var fieldManager = ""
    /// What the request itself says of manager and validation, which admission is shown.
    var asked = Object()
    var fieldValidation = FieldValidation.warn
    /// Of a server-side apply.
    var force: Bool?

    /// Those of a deletion, as admission is shown them.
    init(_ deletion: DeleteOptions) {
        isDryRun = deletion.isDryRun
        if let seconds = deletion.gracePeriodSeconds { asked["gracePeriodSeconds"] = .integer(seconds) }
        var preconditions = Object()
        if let uid = deletion.uid { preconditions["uid"] = .string(uid) }
        if let version = deletion.resourceVersion { preconditions["resourceVersion"] = .string(version) }
        if !preconditions.isEmpty { asked["preconditions"] = .object(preconditions) }
        if let propagation = deletion.propagation { asked["propagationPolicy"] = .string(propagation.rawValue) }
    }

    init(fieldManager: String) { self.fieldManager = fieldManager }

    /// - Parameter kind: `CreateOptions`, `UpdateOptions` or `PatchOptions`, for errors.
    /// - Throws: 422 with the real texts.
    init(_ request: APIRequest, kind: String) throws(APIError) {
        let query = request.query
        var errors: [FieldError] = []
        isDryRun = try Self.dryRun(query.all("dryRun"), &errors)
        fieldManager = query["fieldManager"] ?? ""
        errors += Self.managerErrors(fieldManager)
        if let text = query["fieldValidation"], !text.isEmpty {
            if let validation = FieldValidation(rawValue: text) {
                fieldValidation = validation
            } else {
                errors.append(
                    FieldError(
                        .notSupported, "fieldValidation", value: .string(text),
                        "supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""))
            }
        }
        for key in ["fieldManager", "fieldValidation"] {
            if let text = query[key], !text.isEmpty { asked[key] = .string(text) }
        }
        if query["force"] != nil { force = query.flag("force") }
        guard errors.isEmpty else { throw .invalid(group: "meta.k8s.io", kind: kind, "", errors) }
        if fieldManager.isEmpty { fieldManager = Self.manager(userAgent: request.header("User-Agent") ?? "") }
    }

    static func dryRun(_ values: [String], _ errors: inout [FieldError]) throws(APIError) -> Bool {
        guard !values.isEmpty else { return false }
        if values.allSatisfy({ $0 == "All" }) { return true }
        errors.append(
            FieldError(.notSupported, "dryRun", value: .array(values.map(Value.string)), "supported values: \"All\""))
        return false
    }

    private static func managerErrors(_ manager: String) -> [FieldError] {
        if manager.utf8.count > 128 { return [FieldError(.tooLong, "fieldManager", "may not be more than 128 bytes")] }
        for (position, scalar) in manager.unicodeScalars.enumerated() where !isPrintable(scalar) {
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let code = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
            return [
                FieldError(
                    .invalid, "fieldManager", value: .string(manager),
                    "invalid character U+\(code) (at position \(position))")
            ]
        }
        return []
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    /// What stands before the slash of a user agent.
    static func manager(userAgent: String) -> String {
        let name = userAgent.prefix { $0 != "/" }
        var result = ""
        for scalar in name.unicodeScalars where isPrintable(scalar) && result.utf8.count < 128 {
            result.unicodeScalars.append(scalar)
        }
        return result.isEmpty ? "unknown" : result
    }
}
