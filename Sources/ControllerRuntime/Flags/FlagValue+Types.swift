internal import Platform

extension String: FlagValue {
    public static var typeName: String { "string" }
    public static var isBoolean: Bool { false }
    public static func parse(_ text: String, after earlier: String?) throws(FlagSyntaxError) -> String { text }
    public var flagText: String { isEmpty ? "" : "\"\(self)\"" }
}

extension Bool: FlagValue {
    public static var typeName: String { "" }
    public static var isBoolean: Bool { true }
    public static func parse(_ text: String, after earlier: Bool?) throws(FlagSyntaxError) -> Bool {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": return true
        case "0", "f", "F", "false", "FALSE", "False": return false
        default: throw FlagSyntaxError("\"\(text)\" is neither true nor false")
        }
    }
    public var flagText: String { self ? "true" : "" }
}

extension Int: FlagValue {
    public static var typeName: String { "int" }
    public static var isBoolean: Bool { false }
    public static func parse(_ text: String, after earlier: Int?) throws(FlagSyntaxError) -> Int {
        guard let number = Int(text) else { throw FlagSyntaxError("\"\(text)\" is no whole number") }
        return number
    }
    public var flagText: String { self == 0 ? "" : String(self) }
}

extension Int64: FlagValue {
    public static var typeName: String { "int" }
    public static var isBoolean: Bool { false }
    public static func parse(_ text: String, after earlier: Int64?) throws(FlagSyntaxError) -> Int64 {
        guard let number = Int64(text) else { throw FlagSyntaxError("\"\(text)\" is no whole number") }
        return number
    }
    public var flagText: String { self == 0 ? "" : String(self) }
}

extension UInt8: FlagValue {
    public static var typeName: String { "uint8" }
    public static var isBoolean: Bool { false }
    public static func parse(_ text: String, after earlier: UInt8?) throws(FlagSyntaxError) -> UInt8 {
        guard let number = UInt8(text) else { throw FlagSyntaxError("\"\(text)\" is no whole number from 0 to 255") }
        return number
    }
    public var flagText: String { self == 0 ? "" : String(self) }
}

extension Double: FlagValue {
    public static var typeName: String { "float32" }
    public static var isBoolean: Bool { false }
    public static func parse(_ text: String, after earlier: Double?) throws(FlagSyntaxError) -> Double {
        guard let number = Double(text), number.isFinite else { throw FlagSyntaxError("\"\(text)\" is no number") }
        return number
    }
    public var flagText: String {
        if self == 0 { return "" }
        return Int(exactly: self).map(String.init) ?? String(self)
    }
}

extension Duration: FlagValue {
    public static var typeName: String { "duration" }
    public static var isBoolean: Bool { false }
    public static func parse(_ text: String, after earlier: Duration?) throws(FlagSyntaxError) -> Duration {
        guard let duration = GoDuration.parse(text) else {
            throw FlagSyntaxError("\"\(text)\" is no duration; write it like 750ms, 30s or 1h30m")
        }
        return duration
    }
    public var flagText: String { self == .zero ? "" : GoDuration.format(self) }
}

extension [String]: FlagValue {
    public static var typeName: String { "strings" }
    public static var isBoolean: Bool { false }
    public static func parse(_ text: String, after earlier: [String]?) throws(FlagSyntaxError) -> [String] {
        (earlier ?? [])
            + (text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
    }
    public var flagText: String { isEmpty ? "" : "[\(joined(separator: ","))]" }
}
