/// A piece of a text with references to variables.
indirect enum ReferencePart {
    case text([UInt8])
    case reference(Reference)
}

/// A reference to a variable: `${name}`, or `${name` with an operator and its arguments.
struct Reference {
    var name: String
    /// The operator as written, such as `:-`; empty for none.
    var operation = ""
    var arguments: [ReferencePart] = []
}

/// Takes a text with references apart, by the rules of the original: in them alone lies what is an error.
struct ReferenceParser {
    /// What is wrong with a reference.
    enum Failure: Error {
        case badSubstitution, missingBrace, variableName, parameter, defaultOperator, depth

        var message: String {
            switch self {
            case .badSubstitution: "bad substitution"
            case .missingBrace: "missing closing brace"
            case .variableName: "unable to parse variable name"
            case .parameter: "unable to parse substitution within function"
            case .defaultOperator: "unable to parse default function"
            case .depth: "references nest too deep"
            }
        }
    }

    private static let depthLimit = 100

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The whole text. `$$` stands for `$`.
    mutating func parse() throws(Failure) -> [ReferencePart] {
        var parts: [ReferencePart] = []
        var text: [UInt8] = []
        while index < bytes.count {
            if startsReference {
                if !text.isEmpty { parts.append(.text(text)) }
                text = []
                parts.append(.reference(try reference()))
                continue
            }
            if current == UInt8(ascii: "$"), peek(1) == UInt8(ascii: "$") { index += 1 }
            text.append(bytes[index])
            index += 1
        }
        if !text.isEmpty { parts.append(.text(text)) }
        return parts
    }

    private var current: UInt8? { peek(0) }
    private var startsReference: Bool { current == UInt8(ascii: "$") && peek(1) == UInt8(ascii: "{") }

    private func peek(_ distance: Int) -> UInt8? {
        index + distance < bytes.count ? bytes[index + distance] : nil
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard current.map(UInt32.init) == character.value else { return false }
        index += 1
        return true
    }

    private mutating func close() throws(Failure) {
        guard skip("}") else { throw .badSubstitution }
    }

    private mutating func reference() throws(Failure) -> Reference {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw .depth }
        index += 2
        if skip("#") {
            guard let name = name() else { throw .badSubstitution }
            try close()
            return Reference(name: name, operation: "#")
        }
        guard let name = name() else { throw .variableName }
        switch current {
        case UInt8(ascii: ":"):
            if let next = peek(1), "=-?+".utf8.contains(next) { return try withDefault(name) }
            return try substring(name)
        case UInt8(ascii: "="): return try withDefault(name)
        case UInt8(ascii: ","), UInt8(ascii: "^"): return try changingCase(name)
        case UInt8(ascii: "/"): return try replacing(name)
        case UInt8(ascii: "#"), UInt8(ascii: "%"): return try removing(name)
        default:
            guard skip("}") else { throw .missingBrace }
            return Reference(name: name)
        }
    }

    /// Letters, digits and `_`, of any script.
    private mutating func name() -> String? {
        let rest = String(decoding: bytes[index..<min(index + 4096, bytes.count)], as: UTF8.self).unicodeScalars
        let name = String(
            rest.prefix { scalar in
                scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
            })
        guard !name.isEmpty else { return nil }
        index += name.utf8.count
        return name
    }
}

// Operators.
extension ReferenceParser {
    private mutating func withDefault(_ name: String) throws(Failure) -> Reference {
        var reference = Reference(name: name, operation: skip(":") ? ":" : "")
        guard let sign = current, "=-?+".utf8.contains(sign) else { throw .defaultOperator }
        reference.operation += String(UnicodeScalar(sign))
        index += 1
        while !skip("}") { reference.arguments.append(try argument(escapes: false) { $0 != UInt8(ascii: "}") }) }
        return reference
    }

    private mutating func substring(_ name: String) throws(Failure) -> Reference {
        index += 1
        var reference = Reference(name: name, operation: ":")
        let position = try argument(escapes: false) { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "}") }
        reference.arguments.append(position)
        if skip("}") { return reference }
        guard skip(":") else { throw .badSubstitution }
        while skip(":") {}
        reference.arguments.append(try argument(escapes: false) { $0 != UInt8(ascii: "}") })
        try close()
        return reference
    }

    private mutating func changingCase(_ name: String) throws(Failure) -> Reference {
        var reference = Reference(name: name)
        while let sign = current, sign == UInt8(ascii: ",") || sign == UInt8(ascii: "^"),
            reference.operation.utf8.count < 2
        {
            reference.operation += String(UnicodeScalar(sign))
            index += 1
        }
        try close()
        return reference
    }

    private mutating func removing(_ name: String) throws(Failure) -> Reference {
        let sign = bytes[index]
        var reference = Reference(name: name)
        while current == sign, reference.operation.utf8.count < 2 {
            reference.operation += String(UnicodeScalar(sign))
            index += 1
        }
        reference.arguments.append(try argument(escapes: false) { $0 != UInt8(ascii: "}") })
        try close()
        return reference
    }

    private mutating func replacing(_ name: String) throws(Failure) -> Reference {
        index += 1
        var reference = Reference(name: name, operation: "/")
        if let sign = current, "/#%".utf8.contains(sign) {
            reference.operation += String(UnicodeScalar(sign))
            index += 1
        }
        let pattern = current == UInt8(ascii: "/") ? .text([]) : try argument(escapes: true) { $0 != UInt8(ascii: "/") }
        reference.arguments.append(pattern)
        guard skip("/") else { throw .badSubstitution }
        while skip("/") {}
        if skip("}") { return reference }
        reference.arguments.append(try argument(escapes: true) { $0 != UInt8(ascii: "}") })
        try close()
        return reference
    }

    /// A reference, or text up to one or up to a byte that is not accepted.
    private mutating func argument(escapes: Bool, _ accepts: (UInt8) -> Bool) throws(Failure) -> ReferencePart {
        if startsReference { return .reference(try reference()) }
        var text: [UInt8] = []
        while let byte = current, !startsReference {
            if escapes, isEscape(byte) {
                index += 1
            } else if !accepts(byte) {
                break
            }
            text.append(bytes[index])
            index += 1
        }
        guard !text.isEmpty else { throw .parameter }
        return .text(text)
    }

    private func isEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "$"): peek(1) == byte
        case UInt8(ascii: "\\"): peek(1) == byte || peek(1) == UInt8(ascii: "/")
        default: false
        }
    }
}
