/// A command line flag of type `Value`: declared once, then read with ``FlagValues/subscript(_:)``.
public struct Flag<Value: FlagValue>: FlagDeclaration {
    /// Without dashes.
    public let name: String
    /// What it is when not given.
    public let defaultValue: Value
    /// A sentence for `--help`.
    public let help: String
    /// The variable whose value, when not empty, is the default instead.
    public let environment: String?

    public init(_ name: String, default defaultValue: Value, environment: String? = nil, help: String) {
        self.name = name
        self.defaultValue = defaultValue
        self.environment = environment
        self.help = help
    }
}

/// A flag of some type.
public protocol FlagDeclaration: Sendable {
    associatedtype Value: FlagValue
    var name: String { get }
    var defaultValue: Value { get }
    var help: String { get }
    var environment: String? { get }
}

/// A type a flag can have.
public protocol FlagValue: Sendable, Equatable {
    /// What `--help` calls it, as pflag does: `string`, `int`, `duration`; empty for booleans.
    static var typeName: String { get }
    /// Whether the flag may stand alone, meaning `true`.
    static var isBoolean: Bool { get }
    /// Reads `text`. `earlier` is what the flag was given before on the same command line.
    ///
    /// - Throws: ``FlagSyntaxError`` that says what form is wanted.
    static func parse(_ text: String, after earlier: Self?) throws(FlagSyntaxError) -> Self
    /// As `--help` shows a default; empty for none.
    var flagText: String { get }
}

/// Why a command line cannot be read.
public struct FlagSyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// A string list given by repeating the flag; never split at commas.
public struct RepeatedStrings: FlagValue, ExpressibleByArrayLiteral {
    public var values: [String]
    public init(_ values: [String]) { self.values = values }
    public init(arrayLiteral elements: String...) { values = elements }

    public static var typeName: String { "stringArray" }
    public static var isBoolean: Bool { false }
    public static func parse(_ text: String, after earlier: Self?) throws(FlagSyntaxError) -> Self {
        RepeatedStrings((earlier?.values ?? []) + [text])
    }
    public var flagText: String { values.isEmpty ? "" : "[\(values.joined(separator: ","))]" }
}
