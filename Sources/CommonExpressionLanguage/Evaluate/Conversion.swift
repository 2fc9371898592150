internal import Platform

/// Conversions between types.
enum Conversion {
    static func int(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .int: return value
        case .uint(let number):
            guard let whole = Int64(exactly: number) else { throw .integerOverflow }
            return .int(whole)
        case .double(let number):
            guard number > -0x1p63, number < 0x1p63 else { throw .integerOverflow }
            return .int(Int64(number))
        case .string(let text):
            guard let number = Int64(text) else {
                throw .conversion("int")
            }
            return .int(number)
        case .timestamp(let time): return .int(time.seconds)
        case .duration(let nanoseconds): return .int(nanoseconds)
        default: throw .noSuchOverload("int", value)
        }
    }

    static func uint(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .uint: return value
        case .int(let number):
            guard let whole = UInt64(exactly: number) else { throw .unsignedOverflow }
            return .uint(whole)
        case .double(let number):
            guard number > -1, number < 0x1p64, number >= 0 || number == 0 else { throw .unsignedOverflow }
            return .uint(UInt64(number))
        case .string(let text):
            guard let number = UInt64(text), !text.hasPrefix("+") else {
                throw .conversion("uint")
            }
            return .uint(number)
        default: throw .noSuchOverload("uint", value)
        }
    }

    static func double(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .double: return value
        case .int(let number): return .double(Double(number))
        case .uint(let number): return .double(Double(number))
        case .string(let text):
            guard let number = Double(text) ?? goNumber(text) else {
                throw .conversion("double")
            }
            return .double(number)
        default: throw .noSuchOverload("double", value)
        }
    }

    private static func goNumber(_ text: String) -> Double? {
        switch text.lowercased() {
        case "inf", "+inf", "infinity", "+infinity": .infinity
        case "-inf", "-infinity": -.infinity
        case "nan": .nan
        default: nil
        }
    }

    static func bool(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .bool: return value
        case .string(let text):
            switch text {
            case "1", "t", "T", "TRUE", "true", "True": return .bool(true)
            case "0", "f", "F", "FALSE", "false", "False": return .bool(false)
            default: throw .conversion("bool")
            }
        default: throw .noSuchOverload("bool", value)
        }
    }

    static func string(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .string: return value
        case .bool(let flag): return .string(flag ? "true" : "false")
        case .int(let number): return .string(String(number))
        case .uint(let number): return .string(String(number))
        case .double(let number): return .string(CELDoubleText.text(number))
        case .bytes(let bytes):
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CELError("invalid UTF-8 in bytes, cannot convert to string")
            }
            return .string(text)
        case .timestamp(let time): return .string(time.goText)
        case .duration(let nanoseconds): return .string(CELDurationText.seconds(nanoseconds))
        default: throw .noSuchOverload("string", value)
        }
    }

    static func bytes(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .bytes: return value
        case .string(let text): return .bytes(Array(text.utf8))
        default: throw .noSuchOverload("bytes", value)
        }
    }

    static func timestamp(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .timestamp: return value
        case .int(let seconds): return .timestamp(try checked(Timestamp(seconds: seconds)))
        case .string(let text):
            guard let time = Timestamp(rfc3339: text) else {
                throw .conversion("google.protobuf.Timestamp")
            }
            return .timestamp(try checked(time))
        default: throw .noSuchOverload("timestamp", value)
        }
    }

    /// A moment between the years 1 and 9999.
    static func checked(_ time: Timestamp) throws(CELError) -> Timestamp {
        guard (-62_135_596_800...253_402_300_799).contains(time.seconds) else { throw .timestampOverflow }
        return time
    }

    static func duration(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .duration: return value
        case .int(let nanoseconds): return .duration(nanoseconds)
        case .string(let text):
            guard let duration = GoDuration.parse(text), let nanoseconds = CELValue.nanoseconds(duration) else {
                throw .conversion("google.protobuf.Duration")
            }
            return .duration(nanoseconds)
        default: throw .noSuchOverload("duration", value)
        }
    }
}
