/// What differs between two texts, line by line, with the lines around it.
enum LineDifference {
    private static let context = 3

    private struct Line {
        var sign: Character
        var text: String
        /// How many lines of each text come before.
        var old: Int
        var new: Int
    }

    /// Begins each part with where it is in both texts; ends with a line break.
    static func text(_ old: [String], _ new: [String]) -> String {
        let lines = compare(old, new)
        let changed = lines.indices.filter { lines[$0].sign != " " }
        var result = ""
        var next = 0
        while next < changed.count {
            var last = next
            while last + 1 < changed.count, changed[last + 1] - changed[last] <= 2 * context + 1 { last += 1 }
            let start = max(0, changed[next] - context)
            let end = min(lines.count, changed[last] + context + 1)
            let part = lines[start..<end]
            let counts = (part.count { $0.sign != "+" }, part.count { $0.sign != "-" })
            result += "@@ -\(lines[start].old + 1),\(counts.0) +\(lines[start].new + 1),\(counts.1) @@\n"
            for line in part { result += "\(line.sign)\(line.text)\n" }
            next = last + 1
        }
        return result
    }

    private static func compare(_ old: [String], _ new: [String]) -> [Line] {
        let change = new.difference(from: old)
        var (removed, added): (Set<Int>, Set<Int>) = ([], [])
        for step in change {
            switch step {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var (left, right) = (0, 0)
        var lines: [Line] = []
        while left < old.count || right < new.count {
            if removed.contains(left) {
                lines.append(Line(sign: "-", text: old[left], old: left, new: right))
                left += 1
            } else if added.contains(right) {
                lines.append(Line(sign: "+", text: new[right], old: left, new: right))
                right += 1
            } else if left < old.count, right < new.count {
                lines.append(Line(sign: " ", text: old[left], old: left, new: right))
                left += 1
                right += 1
            } else {
                break
            }
        }
        return lines
    }
}
