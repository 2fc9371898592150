internal import DocumentModel

/// Values as Go's `%v` prints them.
enum GoValue {
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
}
