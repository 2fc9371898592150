/// Why an expression has no value.
public struct CELError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure; the words are in ``message``.
    public enum Kind: Sendable, Hashable {
        /// A failure of the expression, which `&&` and `||` pass over where the other side decides.
        case evaluation
        /// The expression was to cost more than is allowed.
        case costLimit
        /// Its time was over, or its task was cancelled.
        case interrupted
    }

    public var kind: Kind
    /// As `cel-go` words it.
    public var message: String

    public init(_ message: String, kind: Kind = .evaluation) {
        self.kind = kind
        self.message = message
    }

    public var description: String { message }

    static func noSuchKey(_ key: String) -> CELError { CELError("no such key: \(key)") }

    static func noSuchOverload(_ function: String, _ arguments: CELValue...) -> CELError {
        noSuchOverload(function, arguments)
    }

    static func noSuchOverload(_ function: String, _ arguments: [CELValue]) -> CELError {
        CELError("no such overload: \(function)(\(arguments.map(\.type.name).joined(separator: ", ")))")
    }

    /// A text that cannot become a value of a type.
    static func conversion(_ type: String) -> CELError {
        CELError("type conversion error from 'string' to '\(type)'")
    }

    static let integerOverflow = CELError("integer overflow")
    static let unsignedOverflow = CELError("unsigned integer overflow")
    static let durationOverflow = CELError("duration overflow")
    static let timestampOverflow = CELError("timestamp overflow")
    static let divisionByZero = CELError("division by zero")
    static let modulusByZero = CELError("modulus by zero")
    static let costLimitExceeded = CELError("operation cancelled: actual cost limit exceeded", kind: .costLimit)
    static let sizeLimitExceeded = CELError(
        "operation cancelled: what the expression makes is too large", kind: .costLimit)
    static let interrupted = CELError("operation interrupted", kind: .interrupted)
}
