/// What Go says of a text that is no time.
enum TimeProblem {
    private static let elements: [(name: String, digits: Int, range: ClosedRange<Int>?)] = [
        ("2006", 4, nil), ("-", 0, nil), ("01", 2, 1...12), ("-", 0, nil), ("02", 2, nil), ("T", 0, nil),
        ("15", 2, 0...23), (":", 0, nil), ("04", 2, 0...59), (":", 0, nil), ("05", 2, 0...59),
    ]
    private static let words = ["01": "month", "15": "hour", "04": "minute", "05": "second"]

    /// The end of the message, after the text.
    static func of(_ text: String, _ layout: String) -> String {
        var rest = Substring(text)
        func unparsed(_ element: String) -> String {
            " as \"\(layout)\": cannot parse \(GoText.quoted(String(rest))) as \"\(element)\""
        }
        for element in elements {
            guard element.digits > 0 else {
                guard rest.hasPrefix(element.name) else { return unparsed(element.name) }
                rest = rest.dropFirst(element.name.count)
                continue
            }
            // An hour may have one digit.
            let most = rest.prefix { $0.isASCII && $0.isNumber }.prefix(element.digits)
            guard most.count == element.digits || element.name == "15" && most.count == 1, let number = Int(most) else {
                return unparsed(element.name)
            }
            rest = rest.dropFirst(most.count)
            if let range = element.range, !range.contains(number) {
                return ": \(words[element.name] ?? "") out of range"
            }
        }
        if rest.first == "." { rest = rest.dropFirst().drop { $0.isASCII && $0.isNumber } }
        if rest.first == "Z" {
            rest = rest.dropFirst()
        } else {
            let zone = rest.prefix(6)
            guard zone.count == 6, let sign = zone.first, "+-".contains(sign), zone.dropFirst(3).first == ":" else {
                return unparsed("Z07:00")
            }
            rest = rest.dropFirst(6)
        }
        return rest.isEmpty ? ": day out of range" : ": extra text: \(GoText.quoted(String(rest)))"
    }
}
