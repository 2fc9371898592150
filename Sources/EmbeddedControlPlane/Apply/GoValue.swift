internal import DocumentModel

/// Values as Go's `fmt` prints them.
enum GoValue {
    /// As `%v` prints them.
    static func text(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .string(let text): text
        case .array(let items): "[" + items.map(text).joined(separator: " ") + "]"
        case .object(let object):
            "map[" + object.sorted().map { "\($0.key):\(text($0.value))" }.joined(separator: " ") + "]"
        default: JSON.text(value)
        }
    }

    /// As `%#v` prints them.
    static func syntax(_ value: Value) -> String {
        switch value {
        case .null: "interface {}(nil)"
        case .string(let text): GoText.quoted(text)
        case .array(let items): "[]interface {}{" + items.map(syntax).joined(separator: ", ") + "}"
        case .object(let object):
            "map[string]interface {}{"
                + object.sorted().map { "\(GoText.quoted($0.key)):\(syntax($0.value))" }.joined(separator: ", ") + "}"
        default: JSON.text(value)
        }
    }
}
