internal import Platform

/// URL escapes (RFC 3986).
enum PercentEncoding {
    /// The text that `text` stands for; nil for a broken escape or bytes that are no UTF-8.
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+"), plusIsSpace {
                bytes.append(0x20)
            } else if byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                let digits = rest.prefix(2)
                guard digits.count == 2, let value = Hex.decode(String(decoding: digits, as: UTF8.self))?.first else {
                    return nil
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// The parameters of a request's query.
struct Query: Sendable {
    private var fields: [(name: String, value: String)] = []

    init(_ text: String) {
        for pair in text.split(separator: "&").prefix(256) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0], plusIsSpace: true) else { continue }
            let value = parts.count > 1 ? PercentEncoding.decode(parts[1], plusIsSpace: true) ?? "" : ""
            fields.append((name, value))
        }
    }

    /// The first value of a parameter; nil when it is absent.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// All values of a parameter.
    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Whether a parameter says yes; as Go's conversion of queries reads booleans: everything but `false` and `0`.
    func flag(_ name: String) -> Bool {
        guard let value = self[name] else { return false }
        return !["false", "0"].contains(value.lowercased())
    }

    /// A number; nil when absent or empty.
    ///
    /// - Throws: 400 as Go's `strconv` says it.
    func number(_ name: String) throws(APIError) -> Int64? {
        guard let text = self[name] else { return nil }
        guard let number = Int64(text) else {
            let digits = text.hasPrefix("-") ? text.utf8.dropFirst() : text.utf8[...]
            let isNumber = !digits.isEmpty && digits.allSatisfy { (0x30...0x39).contains($0) }
            throw .badRequest(
                "strconv.ParseInt: parsing \(GoText.quoted(text)): \(isNumber ? "value out of range" : "invalid syntax")"
            )
        }
        return number
    }
}
