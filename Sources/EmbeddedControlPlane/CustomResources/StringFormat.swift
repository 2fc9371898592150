internal import Platform

/// Formats of strings that schemas name; one that is not known takes anything.
enum StringFormat {
    static func fits(_ text: String, _ format: String) -> Bool {
        switch format {
        case "date-time", "datetime": isDateTime(text)
        case "date": text.utf8.count == 10 && isDateTime(text + "T00:00:00Z")
        case "duration": isDuration(text)
        case "byte": isBase64(text)
        case "ipv4": IPText.isIPv4(text)
        case "ipv6": IPText.isIPv6(text)
        case "cidr": IPText.isCIDR(text)
        case "mac": matches("^([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$", text)
        case "uuid": matches("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$", text)
        case "uuid3": matches("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$", text)
        case "uuid4": matches("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$", text)
        case "uuid5": matches("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$", text)
        case "email": matches("^[^@\\s<>\"]+@[^@\\s<>\"]+$", text)
        case "hostname": isHostname(text)
        case "uri": isURI(text)
        case "isbn": Checksum.isISBN10(text) || Checksum.isISBN13(text)
        case "isbn10": Checksum.isISBN10(text)
        case "isbn13": Checksum.isISBN13(text)
        case "creditcard": Checksum.isCardNumber(text)
        case "ssn": text.utf8.count == 11 && matches("^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$", text)
        case "hexcolor": matches("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", text)
        case "rgbcolor": isColor(text)
        case "bsonobjectid": matches("^[0-9a-fA-F]{24}$", text)
        default: true
        }
    }

    private static func matches(_ pattern: String, _ text: String) -> Bool { PatternMatcher.matches(pattern, text) }

    private static func isDateTime(_ text: String) -> Bool { Timestamp(rfc3339: text.uppercased()) != nil }

    /// A Go duration, or words such as `3 days`.
    private static func isDuration(_ text: String) -> Bool {
        GoDuration.parse(text) != nil
            || matches(
                "^\\s*[0-9]+\\s*(ns|nanos?|us|µs|micros?|ms|millis?|s|sec|seconds?|m|min|minutes?|h|hrs?|hours?|d|days?|w|wk|weeks?)\\s*$",
                text)
    }

    private static func isBase64(_ text: String) -> Bool {
        text.utf8.count % 4 == 0 && Base64.decode(text) != nil
    }

    /// `rgb(0, 128, 255)`.
    private static func isColor(_ text: String) -> Bool {
        let part = "\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*"
        return matches("^rgb\\(\(part),\(part),\(part)\\)$", text)
    }

    /// One label that may be anything; several, where the last has at least two letters.
    private static func isHostname(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 255, labels.allSatisfy({ $0.utf8.count <= 63 }) else { return false }
        if labels.count == 1 { return matches("^[a-zA-Z0-9](-?[a-zA-Z0-9]{0,62})?$", text) }
        return matches(
            "^([a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?\\.)+[a-zA-Z]{2,63}$", text)
    }

    private static func isURI(_ text: String) -> Bool {
        matches("^([a-zA-Z][a-zA-Z0-9+.-]*:|/)\\S*$", text)
    }
}

/// Numbers whose last digit proves the others.
private enum Checksum {
    /// ISO 2108 in its old form: ten digits, of which the last may be `X`.
    static func isISBN10(_ text: String) -> Bool {
        let digits = plain(text)
        guard digits.count == 10, digits.dropLast().allSatisfy({ $0 < 10 }), digits[9] <= 10 else { return false }
        return digits.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element } % 11 == 0
    }

    /// ISO 2108: thirteen digits.
    static func isISBN13(_ text: String) -> Bool {
        let digits = plain(text)
        guard digits.count == 13, digits.allSatisfy({ $0 < 10 }) else { return false }
        return digits.enumerated().reduce(0) { $0 + ($1.offset % 2 == 0 ? 1 : 3) * $1.element } % 10 == 0
    }

    /// ISO/IEC 7812: a number of one of the known issuers; what is no digit does not count.
    static func isCardNumber(_ text: String) -> Bool {
        let number = text.filter { ("0"..."9").contains($0) }
        let issuers =
            "^(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}"
            + "|3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11})$"
        guard PatternMatcher.matches(issuers, number) else { return false }
        let sum = plain(number).reversed().enumerated().reduce(0) { sum, digit in
            guard digit.offset % 2 == 1 else { return sum + digit.element }
            return sum + (digit.element * 2) / 10 + (digit.element * 2) % 10
        }
        return sum % 10 == 0
    }

    /// The digits, `X` as ten, without spaces and dashes; anything else as eleven, which fits nowhere.
    private static func plain(_ text: String) -> [Int] {
        text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }.map { byte in
            (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : byte == UInt8(ascii: "X") ? 10 : 11
        }
    }
}
