/// Collects what a string or bytes literal stands for.
struct TextUnescaper {
    let isRaw: Bool
    let isBytes: Bool
    private var scalars = String.UnicodeScalarView()
    private(set) var bytes: [UInt8] = []

    init(isRaw: Bool, isBytes: Bool) {
        self.isRaw = isRaw
        self.isBytes = isBytes
    }

    var text: String { String(scalars) }

    mutating func append(_ scalar: Unicode.Scalar) {
        if isBytes {
            bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        } else {
            scalars.append(scalar)
        }
    }

    /// Reads the escape sequence at `start` and returns the place after it.
    mutating func escape(_ source: [Unicode.Scalar], at start: Int) throws(SyntaxProblem) -> Int {
        func problem() -> SyntaxProblem {
            let end = min(start + 2, source.count)
            var view = String.UnicodeScalarView()
            view.append(contentsOf: source[start..<end])
            return SyntaxProblem(
                message: "Syntax error: token recognition error at: '\(Lexer.oneLine(String(view)))'", offset: start)
        }
        guard start + 1 < source.count else { throw problem() }
        let simple: [Unicode.Scalar: Unicode.Scalar] = [
            "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{B}", "\\": "\\",
            "'": "'", "\"": "\"", "`": "`", "?": "?",
        ]
        let kind = source[start + 1]
        if let plain = simple[kind] {
            append(plain)
            return start + 2
        }
        let (count, radix, first): (Int, Int, Int)
        switch kind {
        case "x", "X": (count, radix, first) = (2, 16, start + 2)
        case "u": (count, radix, first) = (4, 16, start + 2)
        case "U": (count, radix, first) = (8, 16, start + 2)
        case "0"..."3": (count, radix, first) = (3, 8, start + 1)
        default: throw problem()
        }
        guard first + count <= source.count else { throw problem() }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: source[first..<first + count])
        guard let value = UInt32(String(view), radix: radix), view.first != "+" else { throw problem() }
        let isOctet = kind != "u" && kind != "U"
        if isBytes {
            guard isOctet else { throw problem() }
            bytes.append(UInt8(truncatingIfNeeded: value))
        } else {
            guard let scalar = Unicode.Scalar(value) else {
                throw SyntaxProblem(message: "invalid unicode code point", offset: start)
            }
            scalars.append(scalar)
        }
        return first + count
    }
}
