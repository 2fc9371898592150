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

    private static func isHostname(_ text: String) -> Bool {
        text.utf8.count <= 253
            && matches(
                "^([a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)(\\.([a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?))*\\.?$",
                text)
    }

    private static func isURI(_ text: String) -> Bool {
        matches("^([a-zA-Z][a-zA-Z0-9+.-]*:|/)\\S*$", text)
    }
}
