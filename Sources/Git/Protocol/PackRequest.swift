/// Asks for the objects of some commits.
struct PackRequest: Sendable, Equatable {
    /// What to send.
    var wants: [ObjectID]
    /// How many commits deep; nil for the whole history.
    var depth: Int?

    /// The body of a version 2 `fetch` command.
    func version2(agent: String) -> [UInt8] {
        var writer = PacketLineWriter()
        writer.line("command=fetch")
        writer.line("agent=\(agent)")
        writer.line("object-format=sha1")
        writer.delimiter()
        writer.line("ofs-delta")
        writer.line("no-progress")
        if let depth { writer.line("deepen \(depth)") }
        for want in wants { writer.line("want \(want)") }
        writer.line("done")
        writer.flush()
        return writer.bytes
    }

    /// The request of versions 0 and 1, naming abilities that `server` has.
    func version0(agent: String, server: Advertisement) -> [UInt8] {
        let wished = ["side-band-64k", "ofs-delta", "no-progress"].filter(server.has)
        let abilities = (wished + (server.has("agent") ? ["agent=\(agent)"] : [])).joined(separator: " ")
        var writer = PacketLineWriter()
        for (index, want) in wants.enumerated() {
            writer.line(index == 0 ? "want \(want) \(abilities)" : "want \(want)")
        }
        if let depth { writer.line("deepen \(depth)") }
        writer.flush()
        writer.line("done")
        return writer.bytes
    }
}

/// Asks a version 2 server for references.
enum ReferenceRequest {
    /// The body of an `ls-refs` command; `prefixes` are hints, all references without one.
    static func version2(prefixes: [String], agent: String) -> [UInt8] {
        var writer = PacketLineWriter()
        writer.line("command=ls-refs")
        writer.line("agent=\(agent)")
        writer.line("object-format=sha1")
        writer.delimiter()
        writer.line("peel")
        for prefix in prefixes { writer.line("ref-prefix \(prefix)") }
        writer.flush()
        return writer.bytes
    }

    /// Reads the answer.
    static func parse(_ bytes: [UInt8]) throws(GitError) -> [RemoteReference] {
        var reader = PacketLineReader()
        reader.append(bytes)
        var references: [RemoteReference] = []
        while let line = try reader.next() {
            guard let text = line.text else { return references }
            if text.hasPrefix("ERR ") { throw GitError.said(String(text.dropFirst(4))) }
            let fields = text.split(separator: " ")
            guard fields.count >= 2 else {
                throw GitError(.protocolViolation, "the server sent a malformed list of references")
            }
            if fields[0] == "unborn" { continue }
            if fields[0].utf8.count == 64 { throw GitError.foreignObjectFormat("sha256") }
            guard let id = ObjectID(fields[0]) else {
                throw GitError(.protocolViolation, "the server sent a malformed list of references")
            }
            let peeled = fields.dropFirst(2).first { $0.hasPrefix("peeled:") }.flatMap { ObjectID($0.dropFirst(7)) }
            references.append(RemoteReference(name: String(fields[1]), id: id, peeled: peeled))
        }
        throw GitError(.protocolViolation, "the server's list of references ends too early")
    }
}
