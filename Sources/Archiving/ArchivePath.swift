/// Decides which names an archive may hold.
enum ArchivePath {
    /// Refuses names that mean a place outside, or different things to different readers.
    ///
    /// - Throws: ``ArchiveError`` with `unsafeName`.
    static func check(_ name: String) throws(ArchiveError) {
        func refusal(_ cause: String) -> ArchiveError {
            ArchiveError(.unsafeName, "the archive entry \(quoted(name)) is refused: its name \(cause)")
        }
        if name.isEmpty { throw refusal("is empty") }
        if name.utf8.first == UInt8(ascii: "/") { throw refusal("is absolute") }
        if name.utf8.contains(UInt8(ascii: "\\")) { throw refusal("holds a backslash") }
        if name.utf8.contains(0) { throw refusal("holds a NUL byte") }
        if name.contains("../") || name == ".." || name.hasSuffix("/..") { throw refusal("leads upwards") }
    }

    /// The names of a path without empty ones and `.`.
    ///
    /// - Throws: ``ArchiveError`` with `unsafeName` or `limitExceeded`.
    static func names(_ name: String, _ options: ExtractionOptions) throws(ArchiveError) -> [Substring] {
        guard name.utf8.count <= options.pathLimit else {
            throw ArchiveError(.limitExceeded, "the archive has a path of more than \(options.pathLimit) bytes")
        }
        try check(name)
        let names = name.split(separator: "/").filter { $0 != "." }
        guard names.count <= options.depthLimit else {
            throw ArchiveError(.limitExceeded, "the archive has folders more than \(options.depthLimit) deep")
        }
        guard names.allSatisfy({ $0.utf8.count <= 255 }) else {
            throw ArchiveError(.limitExceeded, "the archive has a name of more than 255 bytes")
        }
        return names
    }

    /// A name for messages.
    static func quoted(_ name: String) -> String { "\"" + plain(name) + "\"" }

    /// Text from outside for messages: cut, without control characters.
    static func plain(_ text: String) -> String {
        text.unicodeScalars.prefix(200).map { $0.isASCII && $0.value < 0x20 ? $0.escaped(asASCII: true) : String($0) }
            .joined()
    }
}
