/// The text of `--help` and of usage errors.
enum FlagHelp {
    /// Program, examples, and every flag by name with its type, help and default.
    static func text(program: String, examples: [String], flags: [any FlagDeclaration]) -> String {
        var text = "Usage of \(program):\n"
        let rows = flags.sorted { $0.name < $1.name }.map { (head: $0.usage, help: $0.helpWithDefault) }
        let width = rows.map(\.head.count).max() ?? 0
        for row in rows {
            text += row.head + String(repeating: " ", count: width - row.head.count) + "   " + row.help + "\n"
        }
        guard !examples.isEmpty else { return text }
        return text + "\nExamples:\n" + examples.map { "  \($0)\n" }.joined()
    }
}

extension FlagDeclaration {
    fileprivate var usage: String {
        Value.typeName.isEmpty ? "      --\(name)" : "      --\(name) \(Value.typeName)"
    }

    fileprivate var helpWithDefault: String {
        let fallback = defaultValue.flagText
        var text = fallback.isEmpty ? help : "\(help) (default \(fallback))"
        if let environment { text += " [$\(environment)]" }
        return text
    }
}
