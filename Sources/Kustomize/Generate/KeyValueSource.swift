/// The entries of a generated object, from where a kustomization says they come.
struct KeyValueSource {
    /// One entry.
    struct Entry {
        var key: String
        var bytes: [UInt8]
    }

    let loader: Loader

    /// The entries in order of their keys.
    func entries(of rule: GeneratorRule) throws(KustomizeError) -> [Entry] {
        var entries: [Entry] = []
        for path in rule.envs {
            do throws(KustomizeError) { entries += try Self.lines(of: try loader.load(path)) } catch {
                throw error.at(field: "envs")
            }
        }
        for literal in rule.literals { entries.append(try Self.literal(literal)) }
        for source in rule.files { entries.append(try file(source)) }
        var keys: Set<String> = []
        for entry in entries where !keys.insert(entry.key).inserted {
            throw KustomizeError(
                .duplicate, "the key \"\(entry.key)\" is given twice for \"\(rule.name)\"",
                field: "literals, files, envs")
        }
        return entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private static func literal(_ text: String) throws(KustomizeError) -> Entry {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw KustomizeError(.invalidField, "a literal must have the form key=value", field: "literals")
        }
        return Entry(key: String(parts[0]), bytes: unquoted(Array(parts[1].utf8)))
    }

    /// Without the quotes around, when they are of one kind.
    private static func unquoted(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 2, bytes.first == bytes.last, bytes[0] == 0x22 || bytes[0] == 0x27 else { return bytes }
        return Array(bytes[1..<(bytes.count - 1)])
    }

    private func file(_ source: String) throws(KustomizeError) -> Entry {
        let parts = source.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count <= 2, !parts.contains(where: \.isEmpty) else {
            throw KustomizeError(
                .invalidField, "\"\(source)\" must be a path, or a key and a path with one \"=\" between",
                field: "files")
        }
        let path = String(parts[parts.count - 1])
        let key = parts.count == 2 ? String(parts[0]) : Paths.name(of: path)
        do throws(KustomizeError) { return Entry(key: key, bytes: try loader.load(path)) } catch {
            throw error.at(field: "files")
        }
    }

    /// The `KEY=value` lines of an environment file; blank lines and comments count for nothing.
    private static func lines(of bytes: [UInt8]) throws(KustomizeError) -> [Entry] {
        var entries: [Entry] = []
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            var line = line
            if line.last == 0x0D { line.removeLast() }
            guard String(validating: line, as: UTF8.self) != nil else {
                throw KustomizeError(.malformed, "line \(number + 1) of an environment file is not UTF-8")
            }
            if number == 0, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
            let scalars = String(decoding: line, as: UTF8.self).unicodeScalars.drop { $0.properties.isWhitespace }
            guard let first = scalars.first, first != "#" else { continue }
            let parts = String(scalars).utf8.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
            let key = String(Substring(parts[0]))
            guard !key.isEmpty else { continue }
            entries.append(Entry(key: key, bytes: parts.count == 2 ? Array(parts[1]) : []))
        }
        return entries
    }
}
