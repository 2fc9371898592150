internal import DocumentModel
internal import Platform

/// One line of a controller's log.
struct LogLine: Sendable {
    let time: String
    let level: String
    let message: String
    let error: String
    let kind: String
    let name: String
    let namespace: String

    /// - Returns: nil when the line is no JSON object.
    init?(_ line: some StringProtocol) {
        guard line.hasPrefix("{"), let object = Self.object(line) else { return nil }
        func text(_ key: String) -> String { object[key]?.string ?? "" }
        time = text("ts")
        level = text("level")
        message = text("msg")
        error = text("error")
        let reconciler = text("reconciler kind")
        kind = reconciler.isEmpty ? text("controllerKind") : reconciler
        name = text("name")
        namespace = text("namespace")
    }

    private static func object(_ line: some StringProtocol) -> Object? {
        do { return try JSON.parse(String(line)).object } catch { return nil }
    }

    /// As `logs` prints it.
    var text: String {
        let place = name.isEmpty ? "" : "/\(name).\(namespace)"
        return "\(time) \(level) \(kind)\(place) - \(message) \(error)"
    }
}

/// Which lines of a log are printed.
struct LogFilter: Sendable {
    var level: String?
    var kind: String?
    var name: String?
    /// Nil for all, and for lines about no object.
    var namespace: String?
    var since: Timestamp?

    func keeps(_ line: LogLine) -> Bool {
        if let level, level != line.level { return false }
        if let kind, kind.lowercased() != line.kind.lowercased() { return false }
        if let name, name.lowercased() != line.name.lowercased() { return false }
        if let namespace, namespace.lowercased() != line.namespace.lowercased() { return false }
        guard let since else { return true }
        return Timestamp(rfc3339: line.time).map { $0 >= since } ?? true
    }
}

/// Cuts a stream of bytes into lines, each of bounded length.
struct LineSplitter: Sendable {
    private var rest: [UInt8] = []
    private let limit = 1 << 20

    /// The lines that `bytes` complete.
    mutating func lines(completedBy bytes: [UInt8]) -> [String] {
        rest += bytes
        var lines: [String] = []
        while let end = rest.firstIndex(of: 0x0A) {
            lines.append(String(decoding: rest[..<end], as: UTF8.self))
            rest.removeSubrange(...end)
        }
        if rest.count > limit { rest = [] }
        return lines
    }

    /// What is left without an end.
    mutating func remainder() -> String? {
        guard !rest.isEmpty else { return nil }
        defer { rest = [] }
        return String(decoding: rest, as: UTF8.self)
    }
}
