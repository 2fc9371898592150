internal import DocumentModel

/// One thing wrong with an object, as `field.Error` of the real server says it.
struct FieldError: Error, Sendable, Hashable {
    /// What kind of mistake; the raw value is the `reason` of a cause.
    enum Kind: String, Sendable, Hashable {
        case required = "FieldValueRequired"
        case invalid = "FieldValueInvalid"
        case notSupported = "FieldValueNotSupported"
        case duplicate = "FieldValueDuplicate"
        case forbidden = "FieldValueForbidden"
        case tooLong = "FieldValueTooLong"
        case tooMany = "FieldValueTooMany"
        case notFound = "FieldValueNotFound"
        case typeInvalid = "FieldValueTypeInvalid"
        case internalError = "InternalError"

        /// The words the message begins with.
        var title: String {
            switch self {
            case .required: "Required value"
            case .invalid, .typeInvalid: "Invalid value"
            case .notSupported: "Unsupported value"
            case .duplicate: "Duplicate value"
            case .forbidden: "Forbidden"
            case .tooLong: "Too long"
            case .tooMany: "Too many"
            case .notFound: "Not found"
            case .internalError: "Internal error"
            }
        }
    }

    var kind: Kind
    /// The path, such as `spec.ports[0].port`.
    var field: String
    /// What stands there; nil prints no value.
    var value: Value?
    var detail: String
    /// Whether an object prints its fields as they stand, which is how a struct of the server prints.
    var keepsOrder = false

    init(_ kind: Kind, _ field: String, value: Value? = nil, _ detail: String = "") {
        self.kind = kind
        self.field = field
        self.value = value
        self.detail = detail
    }

    /// `Invalid value: "x": must be …`, as the `message` of a cause.
    var body: String {
        var text = kind.title
        if let value, !hidesValue { text += ": " + Self.text(value, sortsKeys: !keepsOrder) }
        if !detail.isEmpty { text += ": " + detail }
        return text
    }

    /// `spec.x: Invalid value: …`.
    var text: String { field.isEmpty ? body : "\(field): \(body)" }

    private var hidesValue: Bool {
        switch kind {
        case .required, .forbidden, .tooLong, .internalError: true
        default: false
        }
    }

    private static func text(_ value: Value, sortsKeys: Bool) -> String {
        switch value {
        case .string(let text): GoText.quoted(text)
        default: JSON.text(value, .init(sortsKeys: sortsKeys, escapesHTML: true))
        }
    }
}
