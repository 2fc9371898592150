/// The text of an expression, as code points, with what is needed to point into it.
struct SourceText: Sendable {
    let scalars: [Unicode.Scalar]
    private let lineStarts: [Int]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var starts = [0]
        for (index, scalar) in scalars.enumerated() where scalar == "\n" { starts.append(index + 1) }
        lineStarts = starts
    }

    /// Line from 1 and column from 0 of a place.
    func location(of offset: Int) -> (line: Int, column: Int) {
        // Nothing is before the first column.
        guard !scalars.isEmpty else { return (1, -1) }
        var low = 0
        var high = lineStarts.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
        }
        return (low + 1, offset - lineStarts[low])
    }

    /// The text of a line, counted from 1.
    func line(_ number: Int) -> String {
        let start = lineStarts[number - 1]
        let end = number < lineStarts.count ? lineStarts[number] - 1 : scalars.count
        var line = String.UnicodeScalarView()
        line.append(contentsOf: scalars[start..<max(start, end)])
        return String(line)
    }

    /// A part of the text.
    func text(_ range: Range<Int>) -> String {
        var part = String.UnicodeScalarView()
        part.append(contentsOf: scalars[range])
        return String(part)
    }
}
