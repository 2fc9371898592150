internal import DocumentModel

/// A field whose text is itself a JSON or YAML document.
enum EmbeddedDocument {
    /// Writes a value to a path that leads into such a text; false when it leads into none.
    static func write(_ value: Value, at path: [String], in root: inout Value, creating template: Value?)
        throws(KustomizeError)
        -> Bool
    {
        guard path.count > 1, let (steps, text) = holder(of: path, in: root),
            var document = try? YAML.parse(text, YAML.ReadingOptions(dialect: .goYAML3)).first?.value
        else { return false }
        let old = document
        let rest = Array(path.dropFirst(steps))
        guard let places = try? ValuePath.matches(rest, in: &document, creating: template), !places.isEmpty else {
            return false
        }
        for place in places {
            try ValuePath.change(place[...], in: &document) { node throws(KustomizeError) in
                try ValuePath.replace(&node, with: value)
            }
        }
        // A number that keeps its text could only be written with a tag, which no reader expects.
        guard document == document.withoutBlanks else { throw EmbeddedText.refusal }
        let result = Value.string(try written(document, like: text, with: old))
        guard let place = try ValuePath.matches(Array(path.prefix(steps)), in: &root, creating: nil).first else {
            return false
        }
        try ValuePath.change(place[...], in: &root) { node throws(KustomizeError) in node = result }
        return true
    }

    /// The first text on the way, and how many parts of the path lead to it.
    private static func holder(of path: [String], in root: Value) -> (steps: Int, text: String)? {
        for count in 1..<path.count {
            guard let node = try? ValuePath.lookUp(Array(path.prefix(count)), in: root) else { continue }
            if let text = node.quotable { return (count, text) }
        }
        return nil
    }

    /// The document as text: JSON where the old text was JSON, with as much space.
    private static func written(_ document: Value, like text: String, with old: Value) throws(KustomizeError) -> String
    {
        guard let first = ByteText.trimmed(text).first, first == "{" || first == "[" else {
            return try EmbeddedText(text, before: old, after: document).rewritten()
        }
        let isSpaced = text.utf8.contains(0x0A) && text.contains("  ")
        return JSON.text(document, JSON.WritingOptions(indent: isSpaced ? 2 : nil, sortsKeys: true, escapesHTML: true))
    }
}
