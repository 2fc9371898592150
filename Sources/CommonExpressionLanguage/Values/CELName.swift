/// Names of fields as expressions write them.
public enum CELName {
    private static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    /// The name with what no identifier may hold escaped: `my-field` is `my__dash__field`.
    ///
    /// - Returns: nil for a name that expressions cannot reach.
    public static func escaped(_ name: String) -> String? {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return nil }
        if reserved.contains(name) { return "__\(name)__" }
        var result = ""
        let bytes = Array(name.unicodeScalars)
        var index = 0
        while index < bytes.count {
            let scalar = bytes[index]
            switch scalar {
            case "_" where index + 1 < bytes.count && bytes[index + 1] == "_":
                result += "__underscores__"
                index += 1
            case ".": result += "__dot__"
            case "-": result += "__dash__"
            case "/": result += "__slash__"
            case "a"..."z", "A"..."Z", "0"..."9", "_": result.unicodeScalars.append(scalar)
            default: return nil
            }
            index += 1
        }
        return result
    }

    /// The name that an escaped one stands for; nil when it holds a sequence that stands for nothing.
    public static func unescaped(_ name: String) -> String? {
        let scalars = Array(name.unicodeScalars)
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            guard let word = word(in: scalars, at: index) else {
                result.append(scalars[index])
                index += 1
                continue
            }
            let length = word.unicodeScalars.count + 4
            switch word {
            case "underscores": result.append(contentsOf: "__".unicodeScalars)
            case "dot": result.append(".")
            case "dash": result.append("-")
            case "slash": result.append("/")
            default:
                guard reserved.contains(word), length == scalars.count else { return nil }
                result.append(contentsOf: word.unicodeScalars)
            }
            index += length
        }
        return String(result)
    }

    /// The word of a sequence `__word__` at a place.
    private static func word(in scalars: [Unicode.Scalar], at index: Int) -> String? {
        guard index + 4 < scalars.count, scalars[index] == "_", scalars[index + 1] == "_" else { return nil }
        var end = index + 2
        while end < scalars.count, scalars[end] != "_" { end += 1 }
        guard end > index + 2, end + 1 < scalars.count, scalars[end + 1] == "_" else { return nil }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[(index + 2)..<end])
        return String(view)
    }
}
