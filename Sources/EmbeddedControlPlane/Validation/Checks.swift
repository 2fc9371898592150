internal import DocumentModel

/// Collects what is wrong with an object, field by field.
struct Checks {
    private(set) var errors: [FieldError] = []

    mutating func add(_ more: [FieldError]) { errors += more }

    mutating func required(_ path: String, _ detail: String = "") { errors.append(FieldError(.required, path, detail)) }
    mutating func forbidden(_ path: String, _ detail: String) { errors.append(FieldError(.forbidden, path, detail)) }
    mutating func invalid(_ path: String, _ value: Value?, _ detail: String) {
        errors.append(FieldError(.invalid, path, value: value ?? .null, detail))
    }
    mutating func duplicate(_ path: String, _ value: Value) {
        errors.append(FieldError(.duplicate, path, value: value))
    }

    /// Each problem as an invalid value.
    mutating func invalid(_ path: String, _ text: String, _ problems: [String]) {
        for problem in problems { invalid(path, .string(text), problem) }
    }

    /// One of the values, in the order the server lists them.
    mutating func oneOf(_ path: String, _ value: Value?, _ allowed: [String], sorted: Bool = true) {
        guard let text = value?.string, !allowed.contains(text) else { return }
        unsupported(path, .string(text), sorted ? allowed.sorted() : allowed)
    }

    /// A value that is none of those allowed, in the order the server lists them.
    mutating func unsupported(_ path: String, _ value: Value, _ allowed: [String]) {
        let list = allowed.map(GoText.quoted).joined(separator: ", ")
        errors.append(FieldError(.notSupported, path, value: value, "supported values: \(list)"))
    }

    /// Zero or more, where there is a number.
    mutating func nonNegative(_ path: String, _ value: Value?) {
        guard let number = value?.integer, number < 0 else { return }
        invalid(path, value, "must be greater than or equal to 0")
    }

    mutating func port(_ path: String, _ value: Value?) {
        guard let number = value?.integer else { return }
        if !(1...65535).contains(number) { invalid(path, value, "must be between 1 and 65535, inclusive") }
    }

    /// A number or percentage that counts pods.
    mutating func amount(_ path: String, _ value: Value?) {
        switch value {
        case .some(.string(let text)):
            let digits = text.dropLast()
            guard text.hasSuffix("%"), !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return invalid(
                    path, value,
                    NameSyntax.message(
                        "a valid percent string must be a numeric string followed by an ending '%'", "[0-9]+%", "1%",
                        "93%"))
            }
        case .some(.integer): nonNegative(path, value)
        default: break
        }
    }

    /// A percentage of at most 100.
    mutating func atMostAll(_ path: String, _ value: Value?) {
        guard let text = value?.string, text.hasSuffix("%"), let number = Int(text.dropLast()), number > 100 else {
            return
        }
        invalid(path, value, "must not be greater than 100%")
    }

    /// A field that may not change.
    mutating func immutable(_ path: String, _ new: Value?, _ old: Value?) {
        if !Self.isSame(new ?? .null, old ?? .null) { invalid(path, new, "field is immutable") }
    }

    /// Whether two values are the same to the server, to which an empty list or map is none.
    static func isSame(_ left: Value, _ right: Value) -> Bool { left == right || full(left) == full(right) }

    /// The value without what is empty in it.
    private static func full(_ value: Value) -> Value {
        switch value {
        case .array(let items): return items.isEmpty ? .null : .array(items.map(full))
        case .object(let object):
            var fields: Object = [:]
            for (key, inner) in object.mapValues(full) where !inner.isNull { fields[key] = inner }
            return fields.isEmpty ? .null : .object(fields)
        default: return value
        }
    }
}
