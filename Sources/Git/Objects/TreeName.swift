/// Decides which names a tree may hold: none that mean something else to Git, to a file system or to an unpacker.
enum TreeName {
    /// The name as text.
    ///
    /// - Throws: ``GitError`` with `refusedContent`.
    static func checked(_ bytes: ArraySlice<UInt8>, in folder: String) throws(GitError) -> String {
        let place = folder.isEmpty ? "the root of the repository" : "the folder \"\(folder)\""
        guard let name = String(validating: bytes, as: UTF8.self) else {
            throw GitError(.refusedContent, "\(place) holds a name that is not UTF-8")
        }
        if let cause = objection(to: name) {
            throw GitError(.refusedContent, "\(place) holds the name \(quoted(name)), which is refused: \(cause)")
        }
        return name
    }

    /// Why a name is refused; nil when it is fine.
    static func objection(to name: String) -> String? {
        if name.isEmpty || name == "." || name == ".." { return "it leads elsewhere" }
        if name.utf8.count > 255 { return "it is longer than 255 bytes" }
        if name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) {
            return "it holds a separator"
        }
        if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) { return "it holds a control character" }
        return isDotGit(name) ? "it stands for .git" : nil
    }

    /// Whether some file system takes the name for `.git`.
    static func isDotGit(_ name: String) -> Bool {
        // HFS+ leaves these out when it compares names; NTFS cuts trailing blanks and dots, and streams after a colon.
        let visible = String(String.UnicodeScalarView(name.unicodeScalars.filter { !ignoredByHFS($0.value) }))
        let stem = visible.lowercased().prefix { $0 != ":" }
        let last = stem.lastIndex { $0 != "." && $0 != " " }
        let trimmed = last.map { stem[...$0] } ?? ""
        return trimmed == ".git" || trimmed == "git~1"
    }

    private static func ignoredByHFS(_ scalar: UInt32) -> Bool {
        (0x200c...0x200f).contains(scalar) || (0x202a...0x202e).contains(scalar)
            || (0x206a...0x206f).contains(scalar) || scalar == 0xfeff
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.unicodeScalars.prefix(100).map { $0.isASCII ? $0.escaped(asASCII: true) : String($0) }.joined()
            + "\""
    }
}
