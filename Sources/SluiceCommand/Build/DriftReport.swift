internal import DocumentModel

/// The differences of two objects, for people: where, and what was there before and after.
enum DriftReport {
    /// Empty when there is none. The data of Secrets is masked on both sides.
    static func text(live: Value, merged: Value) -> String {
        var (live, merged) = (live, merged)
        if live["kind"]?.string == "Secret" { SecretMask.mask(&live, &merged) }
        var walk = DriftWalk()
        walk.compare(live, merged, at: [])
        return walk.blocks.map { $0 + "\n" }.joined(separator: "\n")
    }
}

/// Hides the data of Secrets and keeps visible which keys differ.
enum SecretMask {
    static func mask(_ live: inout Value, _ merged: inout Value) {
        for field in ["data", "stringData"] {
            let before = live[field]?.object
            let after = merged[field]?.object
            if let before { live[field] = .object(masked(before, other: after, differing: "*** (before)")) }
            if let after { merged[field] = .object(masked(after, other: before, differing: "*** (after)")) }
        }
    }

    private static func masked(_ data: Object, other: Object?, differing: String) -> Object {
        var result = Object(minimumCapacity: data.count)
        for (key, value) in data {
            if let other = other?[key], other != value {
                result[key] = .string(differing)
            } else {
                result[key] = "*****"
            }
        }
        return result
    }
}

/// Walks two documents at once and notes a block for each place where they differ.
private struct DriftWalk {
    private(set) var blocks: [String] = []

    mutating func compare(_ live: Value, _ merged: Value, at path: [String]) {
        guard live != merged else { return }
        switch (live, merged) {
        case (.object(let before), .object(let after)): compare(before, after, at: path)
        case (.array(let before), .array(let after)): compare(before, after, at: path)
        default: noteChange(live, merged, at: path)
        }
    }

    private mutating func compare(_ before: Object, _ after: Object, at path: [String]) {
        let removed = before.filter { after[$0.key] == nil }
        let added = after.filter { before[$0.key] == nil }
        noteEntries(removed: Self.yaml(removed), removed.count, added: Self.yaml(added), added.count, "map", at: path)
        for (key, value) in before {
            if let other = after[key] { compare(value, other, at: path + [key]) }
        }
    }

    private mutating func compare(_ before: [Value], _ after: [Value], at path: [String]) {
        guard let names = Self.names(before), let others = Self.names(after) else {
            return compareByPosition(before, after, at: path)
        }
        let removed = zip(names, before).filter { !others.contains($0.0) }.map(\.1)
        let added = zip(others, after).filter { !names.contains($0.0) }.map(\.1)
        noteEntries(
            removed: Self.yaml(removed), removed.count, added: Self.yaml(added), added.count, "list", at: path)
        for (name, value) in zip(names, before) {
            if let index = others.firstIndex(of: name) { compare(value, after[index], at: path + [name]) }
        }
        if removed.isEmpty, added.isEmpty, names != others {
            blocks.append(block(at: path, ["⇆ order changed"]))
        }
    }

    private mutating func compareByPosition(_ before: [Value], _ after: [Value], at path: [String]) {
        let shared = min(before.count, after.count)
        let removed = Array(before[shared...])
        let added = Array(after[shared...])
        noteEntries(
            removed: Self.yaml(removed), removed.count, added: Self.yaml(added), added.count, "list", at: path)
        for index in 0..<shared { compare(before[index], after[index], at: path + [String(index)]) }
    }

    /// What tells the entries of a list apart; nil when they have no unique names.
    private static func names(_ values: [Value]) -> [String]? {
        for key in ["name", "mountPath", "key"] {
            let names = values.compactMap { $0[key]?.string }
            if names.count == values.count, Set(names).count == names.count { return names }
        }
        return nil
    }

    private mutating func noteEntries(
        removed: [String], _ removedCount: Int, added: [String], _ addedCount: Int, _ what: String, at path: [String]
    ) {
        if removedCount > 0 {
            blocks.append(block(at: path, ["- \(entries(removedCount, what)) removed:"] + removed))
        }
        if addedCount > 0 {
            blocks.append(block(at: path, ["+ \(entries(addedCount, what)) added:"] + added))
        }
    }

    private mutating func noteChange(_ live: Value, _ merged: Value, at path: [String]) {
        let isSameType = live.typeName == merged.typeName
        let title = isSameType ? "± value change" : "± type change from \(live.typeName) to \(merged.typeName)"
        let lines = Self.lines(live).map { "- " + $0 } + Self.lines(merged).map { "+ " + $0 }
        blocks.append(block(at: path, [title] + lines))
    }

    private func block(at path: [String], _ lines: [String]) -> String {
        ([path.isEmpty ? "(root level)" : path.joined(separator: ".")] + lines).joined(separator: "\n")
    }

    private func entries(_ count: Int, _ what: String) -> String {
        let words = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        ]
        let number = count < words.count ? words[count] : String(count)
        return "\(number) \(what) \(count == 1 ? "entry" : "entries")"
    }

    private static func yaml(_ fields: [(key: String, value: Value)]) -> [String] {
        fields.isEmpty ? [] : lines(.object(Object(fields))).map { "  " + $0 }
    }

    private static func yaml(_ values: [Value]) -> [String] {
        values.isEmpty ? [] : lines(.array(values)).map { "  " + $0 }
    }

    private static func lines(_ value: Value) -> [String] {
        if let text = value.string {
            return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        return YAML.text(value, .sorted).split(separator: "\n").map(String.init)
    }
}
