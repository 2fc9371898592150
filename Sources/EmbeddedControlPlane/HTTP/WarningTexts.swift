/// Which warnings go into the header of an answer, and how much of each.
///
/// Kubernetes docs, "Warning headers": no text twice; in all no more than clients and proxies take.
enum WarningTexts {
    private static let totalLimit = 4 << 10
    private static let shortened = 256

    static func fitting(_ warnings: [String]) -> [String] {
        guard warnings.count > 1 || (warnings.first?.utf8.count ?? 0) > totalLimit else { return warnings }
        var seen: Set<String> = []
        let texts = warnings.filter { !$0.isEmpty && seen.insert($0).inserted }
        guard texts.reduce(0, { $0 + $1.unicodeScalars.count }) > totalLimit else { return texts }
        var written = 0
        return texts.prefix { text in
            defer { written += min(text.unicodeScalars.count, shortened) }
            return written < totalLimit
        }.map { text in
            var short = String.UnicodeScalarView()
            short.append(contentsOf: text.unicodeScalars.prefix(shortened))
            return String(short)
        }
    }
}
