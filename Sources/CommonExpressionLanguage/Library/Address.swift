/// An IP address.
final class Address: CELOpaque, CELSized {
    /// 4 or 16.
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    var type: CELType { LibraryTypes.ip }

    func equals(_ other: any CELOpaque) -> Bool { (other as? Address)?.bytes == bytes }

    var size: UInt64 { UInt64(bytes.count) }

    var family: Int64 { bytes.count == 4 ? 4 : 6 }

    var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

    var isLoopback: Bool { family == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1 }

    var isLinkLocalMulticast: Bool {
        family == 4
            ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0 : bytes[0] == 0xFF && bytes[1] & 0x0F == 0x02
    }

    var isLinkLocalUnicast: Bool {
        family == 4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }

    var isMulticast: Bool { family == 4 ? bytes[0] & 0xF0 == 0xE0 : bytes[0] == 0xFF }

    var isGlobalUnicast: Bool {
        !(family == 4 && bytes.allSatisfy { $0 == 255 }) && !isUnspecified && !isLoopback && !isMulticast
            && !isLinkLocalUnicast
    }

    /// Reads an address.
    ///
    /// - Throws: ``CELError`` for one with a zone, an IPv4 address inside IPv6, and all else that is none.
    convenience init(_ text: String) throws(CELError) {
        if text.contains("%") {
            throw CELError("IP address \(CELQuote.text(text)) with zone value is not allowed")
        }
        let bytes = Self.v4(text[...]) ?? Self.v6(text)
        guard let bytes else {
            throw CELError(
                "IP Address \(CELQuote.text(text)) parse error during conversion from string: ParseAddr("
                    + "\(CELQuote.text(text))): unable to parse IP")
        }
        if bytes.count == 16, bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            throw CELError("IPv4-mapped IPv6 address \(CELQuote.text(text)) is not allowed")
        }
        self.init(bytes: bytes)
    }

    private static func v4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), part == "0" || !part.hasPrefix("0"),
                let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func v6(_ text: String) -> [UInt8]? {
        let scalars = Array(text.unicodeScalars)
        guard scalars.contains(":"), scalars.count <= 45 else { return nil }
        guard let gap = Texts.first(of: [":", ":"], in: scalars, from: 0) else {
            guard let bytes = groups(text[...]), bytes.count == 16 else { return nil }
            return bytes
        }
        guard Texts.first(of: [":", ":"], in: scalars, from: gap + 1) == nil,
            let left = groups(Texts.text(scalars[..<gap])[...]),
            let right = groups(Texts.text(scalars[(gap + 2)...])[...]), left.count + right.count < 16
        else { return nil }
        return left + Array(repeating: 0, count: 16 - left.count - right.count) + right
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let last = v4(part) else { return nil }
                bytes += last
            } else {
                guard (1...4).contains(part.utf8.count), part.first != "+", part.first != "-",
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes
    }

    /// The address in its canonical form (RFC 5952).
    var text: String {
        guard bytes.count == 16 else { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        var best = 0..<0
        var index = 0
        while index < 8 {
            var end = index
            while end < 8, groups[end] == 0 { end += 1 }
            if end - index > max(best.count, 1) { best = index..<end }
            index = max(end, index + 1)
        }
        func text(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard !best.isEmpty else { return text(groups[...]) }
        return text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...])
    }
}
