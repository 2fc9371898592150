/// IP addresses and networks as text.
enum IPText {
    static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy(isOctet)
    }

    private static func isOctet(_ part: Substring) -> Bool {
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && UInt8(part) != nil && (part == "0" || !part.hasPrefix("0"))
    }

    static func isIPv6(_ text: String) -> Bool {
        guard text.contains(":"), text.utf8.count <= 45 else { return false }
        let halves = text.components(separatedBy: "::")
        guard halves.count <= 2 else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (place, part) in parts.enumerated() {
                let isLast = index == halves.count - 1 && place == parts.count - 1
                if isLast, part.contains(".") {
                    guard isIPv4(String(part)) else { return false }
                    groups += 2
                } else {
                    guard (1...4).contains(part.utf8.count), UInt16(part, radix: 16) != nil, part.first != "+" else {
                        return false
                    }
                    groups += 1
                }
            }
        }
        return halves.count == 2 ? groups < 8 : groups == 8
    }

    /// An IPv4 address, or the one of a network, whose numbers begin with no zero.
    static func withoutLeadingZeros(_ text: String) -> String {
        text.split(separator: ".", omittingEmptySubsequences: false).map { part in
            let rest = part.drop { $0 == "0" }
            return rest.first?.isNumber == true || part.isEmpty ? String(rest) : "0" + rest
        }.joined(separator: ".")
    }

    static func isIP(_ text: String) -> Bool { isIPv4(text) || isIPv6(text) }

    /// A network: the bytes of its address and how many bits of them count.
    struct Network: Sendable {
        var bytes: [UInt8]
        var length: Int

        /// The one text of the network.
        var canonical: String { "\(IPText.canonical(masked))/\(length)" }

        /// The address without the bits that do not count.
        var masked: [UInt8] {
            var masked = bytes
            for bit in length..<bytes.count * 8 { masked[bit / 8] &= ~(UInt8(0x80) >> UInt8(bit % 8)) }
            return masked
        }

        /// Whether an address lies in it.
        func contains(_ address: [UInt8]) -> Bool {
            guard address.count == bytes.count else { return false }
            return (0..<length).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                return address[bit / 8] & mask == bytes[bit / 8] & mask
            }
        }
    }

    /// Reads `address/length`.
    static func network(_ text: String) -> Network? {
        guard isCIDR(text), let slash = text.firstIndex(of: "/"), let length = Int(text[text.index(after: slash)...]),
            let bytes = bytes(String(text[..<slash]))
        else { return nil }
        return Network(bytes: bytes, length: length)
    }

    /// The bytes of an address.
    static func bytes(_ text: String) -> [UInt8]? {
        if isIPv4(text) { return text.split(separator: ".").compactMap { UInt8($0) } }
        guard isIPv6(text) else { return nil }
        let halves = text.components(separatedBy: "::").map(Self.groups)
        let missing = 16 - halves.reduce(0) { $0 + $1.count }
        guard missing >= 0 else { return nil }
        return halves.count == 2 ? halves[0] + Array(repeating: 0, count: missing) + halves[1] : halves[0]
    }

    /// Whether the bytes are those of an IPv4 address in the guise of an IPv6 address.
    static func isMapped(_ bytes: [UInt8]) -> Bool {
        bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    }

    /// The one text of an address (RFC 5952).
    static func canonical(_ bytes: [UInt8]) -> String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        if isMapped(bytes) { return canonical(Array(bytes[12...])) }
        let groups = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > max(longest.count, 1) { longest = start..<index }
            start = index + 1
        }
        func text(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
        return longest.isEmpty
            ? text(groups[...]) : text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }

    private static func groups(_ half: String) -> [UInt8] {
        half.split(separator: ":").flatMap { part -> [UInt8] in
            if part.contains(".") { return part.split(separator: ".").compactMap { UInt8($0) } }
            let number = UInt16(part, radix: 16) ?? 0
            return [UInt8(number >> 8), UInt8(number & 0xFF)]
        }
    }

    static func isCIDR(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), String(length) == parts[1] else { return false }
        if isIPv4(String(parts[0])) { return (0...32).contains(length) }
        return isIPv6(String(parts[0])) && (0...128).contains(length)
    }
}

extension String {
    /// The parts between occurrences of `separator`.
    fileprivate func components(separatedBy separator: String) -> [String] {
        var result: [String] = []
        var rest = Substring(self)
        while let range = rest.firstRange(of: separator) {
            result.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return result + [String(rest)]
    }
}
