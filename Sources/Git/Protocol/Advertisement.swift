/// What a server says first: its protocol version and abilities, and in versions 0 and 1 all references.
struct Advertisement: Sendable {
    var isVersion2 = false
    var capabilities: [String] = []
    var references: [RemoteReference] = []
    private var isFirst = true

    /// Whether the server can do `name`.
    func has(_ name: String) -> Bool { capabilities.contains { $0 == name || $0.hasPrefix(name + "=") } }

    /// The value of `name=value`; nil without one.
    func value(of name: String) -> String? {
        capabilities.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// Takes one line that came before the flush which ends the advertisement.
    mutating func take(_ line: PacketLine) throws(GitError) {
        guard case .data(let bytes) = line, let text = line.text else { return }
        if text.hasPrefix("ERR ") { throw GitError.said(String(text.dropFirst(4))) }
        if isFirst, text == "version 1" { return }
        if isFirst, text == "version 2" {
            isVersion2 = true
            isFirst = false
            return
        }
        if isVersion2 { return capabilities.append(text) }
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        if isFirst, parts.count == 2 {
            capabilities = String(decoding: parts[1], as: UTF8.self).split { $0 == " " || $0 == "\n" }.map(String.init)
        }
        isFirst = false
        try takeReference(PacketLine.data(parts.first ?? []).text ?? "")
    }

    private mutating func takeReference(_ text: String) throws(GitError) {
        let fields = text.split(separator: " ", maxSplits: 1)
        if fields.first == "shallow" { return }
        if fields.first?.utf8.count == 64 { throw GitError.foreignObjectFormat("sha256") }
        guard fields.count == 2, let id = ObjectID(fields[0]) else {
            throw GitError(.protocolViolation, "the server sent a malformed list of references")
        }
        let name = String(fields[1])
        if name == "capabilities^{}" { return }
        guard name.hasSuffix("^{}") else {
            references.append(RemoteReference(name: name, id: id))
            return
        }
        if references.last?.name == String(name.dropLast(3)) { references[references.count - 1].peeled = id }
    }

    /// Refuses repositories whose objects are not named by SHA-1.
    func checkObjectFormat() throws(GitError) {
        if let format = value(of: "object-format"), format != "sha1" { throw GitError.foreignObjectFormat(format) }
    }

    /// What follows from the advertisement of versions 0 and 1.
    var offer: ServerOffer {
        ServerOffer(
            references: references, isComplete: true, cutsHistory: has("shallow"),
            givesAnyObject: has("allow-reachable-sha1-in-want") || has("allow-any-sha1-in-want"))
    }
}

extension GitError {
    /// The server refused in its own words.
    static func said(_ text: String) -> GitError {
        let words = String(text.prefix(300).map { $0.isNewline ? " " : $0 })
        if words.contains("not our ref") || words.contains("unadvertised object") {
            return GitError(.unknownCommit, "the server does not give the object away: \(words)")
        }
        return GitError(.refused, "the server answered: \(words)")
    }

    static func foreignObjectFormat(_ format: String) -> GitError {
        GitError(.unsupported, "the repository names its objects by \(format); only sha1 repositories are supported")
    }
}
