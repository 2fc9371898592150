/// A regular expression as a tree.
indirect enum PatternNode {
    case empty
    case characters(CharacterSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repeated(PatternNode, least: Int, most: Int?, isLazy: Bool = false)
    case assertion(PatternAssertion)

    /// Whether this may be repeated `count` times: the product of all counts inside each other has a limit, as in RE2.
    func canRepeat(_ count: Int, within limit: Int) -> Bool {
        guard count > 0 else { return true }
        return count <= limit && allowsRepetition(within: limit / count)
    }

    private func allowsRepetition(within limit: Int) -> Bool {
        switch self {
        case .empty, .characters, .assertion: true
        case .sequence(let parts), .choice(let parts): parts.allSatisfy { $0.allowsRepetition(within: limit) }
        case .repeated(let inner, let least, let most, _):
            if least > 1 || (most ?? 0) > 1 {
                inner.canRepeat(most ?? least, within: limit)
            } else {
                inner.allowsRepetition(within: limit)
            }
        }
    }
}

/// A place between two characters.
enum PatternAssertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
}

/// A set of characters, as ranges and classes.
struct CharacterSet: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var classes: [UnicodeClass] = []
    var isNegated = false

    init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false) {
        self.ranges = ranges
        self.isNegated = isNegated
    }

    init(_ character: Unicode.Scalar) { self.init([character.value...character.value]) }

    /// What asking for a character costs at most, in comparisons.
    var weight: Int { 1 + ranges.count + classes.count }

    func contains(_ character: UInt32) -> Bool {
        (ranges.contains { $0.contains(character) } || classes.contains { $0.contains(character) }) != isNegated
    }

    /// Adds what `other` has.
    mutating func add(_ other: CharacterSet) {
        if other.classes.isEmpty {
            ranges += other.positiveRanges
        } else {
            ranges += other.ranges
            classes += other.isNegated ? other.classes.map(\.opposite) : other.classes
        }
    }

    /// The ranges when negation is carried out.
    var positiveRanges: [ClosedRange<UInt32>] {
        guard isNegated else { return ranges }
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            if range.upperBound >= next { next = range.upperBound + 1 }
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return result
    }

    /// The set with the other case of every ASCII letter in it, of every single letter and of the classes of letters.
    var ignoringCase: CharacterSet {
        var copy = self
        copy.classes = classes.map(\.ignoringCase)
        for range in ranges where range.count == 1 && range.lowerBound >= 0x80 {
            guard let letter = Unicode.Scalar(range.lowerBound)?.properties else { continue }
            for other in [letter.lowercaseMapping, letter.uppercaseMapping] where other.unicodeScalars.count == 1 {
                copy.ranges += other.unicodeScalars.map { $0.value...$0.value }
            }
        }
        for range in ranges {
            for (letters, shift) in [(UInt32(0x41)...0x5A, UInt32(32)), (0x61...0x7A, UInt32.max - 31)] {
                let lower = max(range.lowerBound, letters.lowerBound)
                let upper = min(range.upperBound, letters.upperBound)
                if lower <= upper { copy.ranges.append((lower &+ shift)...(upper &+ shift)) }
            }
        }
        return copy
    }

    static let digits = CharacterSet([0x30...0x39])
    static let word = CharacterSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let space = CharacterSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])

    /// The set of a POSIX name such as `alpha`.
    static func posix(_ name: String) -> CharacterSet? {
        switch name {
        case "alnum": CharacterSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A])
        case "alpha": CharacterSet([0x41...0x5A, 0x61...0x7A])
        case "ascii": CharacterSet([0...0x7F])
        case "blank": CharacterSet([0x09...0x09, 0x20...0x20])
        case "cntrl": CharacterSet([0...0x1F, 0x7F...0x7F])
        case "digit": digits
        case "graph": CharacterSet([0x21...0x7E])
        case "lower": CharacterSet([0x61...0x7A])
        case "print": CharacterSet([0x20...0x7E])
        case "punct": CharacterSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])
        case "space": CharacterSet([0x09...0x0D, 0x20...0x20])
        case "upper": CharacterSet([0x41...0x5A])
        case "word": word
        case "xdigit": CharacterSet([0x30...0x39, 0x41...0x46, 0x61...0x66])
        default: nil
        }
    }
}
