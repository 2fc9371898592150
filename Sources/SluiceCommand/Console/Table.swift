/// A table for standard output: columns padded to equal width, each followed by a tab, no borders.
struct Table: Sendable {
    /// The titles, printed in upper case; empty prints none.
    var header: [String]
    var rows: [[String]]

    init(header: [String], rows: [[String]]) {
        self.header = header
        self.rows = rows
    }

    /// The lines of the table, each with a line feed. A cell of several lines makes its row as high. The header ends with a
    /// blank in place of the tab, as scripts that compare know it.
    var text: String {
        let titles = header.map { $0.uppercased() }
        let lines = rows.flatMap(Self.lines)
        let widths = Self.widths([titles] + lines)
        let head = titles.isEmpty ? "" : Self.line(titles, widths).dropLast() + " \n"
        return head + lines.map { Self.line($0, widths) + "\n" }.joined()
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (column, cell) in cells.enumerated() {
            text += cell + String(repeating: " ", count: widths[column] - width(cell)) + "\t"
        }
        return text
    }

    private static func lines(of row: [String]) -> [[String]] {
        let cells = row.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        let height = cells.map(\.count).max() ?? 0
        return (0..<max(height, 1)).map { line in cells.map { line < $0.count ? $0[line] : "" } }
    }

    private static func widths(_ lines: [[String]]) -> [Int] {
        var widths: [Int] = []
        for line in lines {
            while widths.count < line.count { widths.append(0) }
            for (column, cell) in line.enumerated() { widths[column] = max(widths[column], width(cell)) }
        }
        return widths
    }

    /// How many columns of a terminal `text` takes: wide scripts and pictures take two.
    static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
    }

    private static func isWide(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return true
        default: return false
        }
    }
}
