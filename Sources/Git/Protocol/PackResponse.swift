/// Takes the pack out of a server's answer to a request for objects, as its bytes come.
struct PackResponse: Sendable {
    private enum Part { case introduction, multiplexed, raw, complete }
    private let isVersion2: Bool
    private let isMultiplexed: Bool
    private var reader = PacketLineReader()
    private var part = Part.introduction
    private var section = ""

    /// - Parameter isMultiplexed: whether the pack shares its channel with messages; always in version 2.
    init(isVersion2: Bool, isMultiplexed: Bool = true) {
        self.isVersion2 = isVersion2
        self.isMultiplexed = isMultiplexed
    }

    /// Whether the server said that it is done.
    var isComplete: Bool { part == .complete }

    /// Takes more bytes and returns those of the pack among them.
    mutating func feed(_ bytes: [UInt8]) throws(GitError) -> [UInt8] {
        if part == .raw { return bytes }
        reader.append(bytes)
        var pack: [UInt8] = []
        while part != .complete {
            if part == .raw {
                pack += reader.takeRest()
                break
            }
            guard let line = try reader.next() else { break }
            switch part {
            case .introduction: try introduce(line)
            case .multiplexed: try pack.append(contentsOf: payload(of: line))
            case .raw, .complete: break
            }
        }
        return pack
    }

    /// Checks that the answer did not break off.
    func finish() throws(GitError) {
        guard part == .complete || part == .raw else {
            throw GitError(.unreachable, "the server closed the connection before the pack was complete")
        }
    }

    private mutating func introduce(_ line: PacketLine) throws(GitError) {
        guard let text = line.text else { return }
        if text.hasPrefix("ERR ") { throw GitError.said(String(text.dropFirst(4))) }
        if isVersion2 {
            if text == "packfile" { part = .multiplexed }
            return
        }
        if text.hasPrefix("shallow ") || text.hasPrefix("unshallow ") { return }
        guard text == "NAK" || text.hasPrefix("ACK ") else {
            throw GitError(.protocolViolation, "the server answered a request for objects with something else")
        }
        part = isMultiplexed ? .multiplexed : .raw
    }

    private mutating func payload(of line: PacketLine) throws(GitError) -> ArraySlice<UInt8> {
        guard case .data(let bytes) = line else {
            part = .complete
            return []
        }
        switch bytes.first {
        case 1: return bytes.dropFirst()
        case 2, nil: return []
        case 3: throw GitError.said(String(decoding: bytes.dropFirst(), as: UTF8.self))
        default: throw GitError(.protocolViolation, "the server sent data on an unknown channel")
        }
    }
}
