/// A semantic version.
final class Version: CELOpaque, CELSized {
    private let numbers: [UInt64]
    private let release: [Substring]
    private let build: Substring
    private let whole: String

    var type: CELType { LibraryTypes.semver }

    func equals(_ other: any CELOpaque) -> Bool { (other as? Version).map { order(to: $0) == 0 } ?? false }

    var size: UInt64 { UInt64(whole.utf8.count) }

    var major: Int64 { Int64(clamping: numbers[0]) }
    var minor: Int64 { Int64(clamping: numbers[1]) }
    var patch: Int64 { Int64(clamping: numbers[2]) }

    /// - Parameter isLenient: Takes a leading `v`, missing numbers and leading zeros too.
    init(_ text: String, isLenient: Bool = false) throws(CELError) {
        let text = isLenient ? Self.normalized(text) : text
        func failure(_ reason: String) -> CELError {
            CELError("semver parse error during conversion from string: \(reason)")
        }
        guard !text.isEmpty else { throw failure("Version string empty") }
        whole = text
        let halves = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let core = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = core[0].split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw failure("No Major.Minor.Patch elements found") }
        var numbers: [UInt64] = []
        for part in parts {
            guard part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt64(part) else {
                throw failure("Invalid character(s) found in number \(CELQuote.text(String(part)))")
            }
            guard part == "0" || !part.hasPrefix("0") else {
                throw failure("Number must not contain leading zeroes \(CELQuote.text(String(part)))")
            }
            numbers.append(number)
        }
        self.numbers = numbers
        release = core.count == 2 ? core[1].split(separator: ".", omittingEmptySubsequences: false) : []
        build = halves.count == 2 ? halves[1] : ""
        for part in release + (halves.count == 2 ? build.split(separator: ".", omittingEmptySubsequences: false) : []) {
            guard !part.isEmpty, part.unicodeScalars.allSatisfy(Self.isPlain) else {
                throw failure("Invalid character(s) found in prerelease \(CELQuote.text(String(part)))")
            }
        }
        for part in release where part.utf8.allSatisfy({ (0x30...0x39).contains($0) }) && part.count > 1 {
            if part.hasPrefix("0") {
                throw failure(
                    "Numeric PreRelease version must not contain leading zeroes \(CELQuote.text(String(part)))")
            }
        }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
    }

    private static func normalized(_ text: String) -> String {
        let text = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let end = text.firstIndex { $0 == "-" || $0 == "+" } ?? text.endIndex
        var parts = text[..<end].split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map { part in
            let trimmed = part.drop { $0 == "0" }
            return part.isEmpty || !trimmed.isEmpty ? String(trimmed) : "0"
        }
        while parts.count < 3 { parts.append("0") }
        return parts.joined(separator: ".") + text[end...]
    }

    /// Negative, 0 or positive; what was built from counts for nothing.
    func order(to other: Version) -> Int64 {
        for (left, right) in zip(numbers, other.numbers) where left != right { return left < right ? -1 : 1 }
        if release.isEmpty || other.release.isEmpty {
            return release.isEmpty == other.release.isEmpty ? 0 : release.isEmpty ? 1 : -1
        }
        for (left, right) in zip(release, other.release) where left != right {
            switch (UInt64(left), UInt64(right)) {
            case (.some(let a), .some(let b)): return a < b ? -1 : 1
            case (.some, .none): return -1
            case (.none, .some): return 1
            case (.none, .none): return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
            }
        }
        return release.count == other.release.count ? 0 : release.count < other.release.count ? -1 : 1
    }
}
