internal import Platform

/// The ports of a run's programs. They stay the same from run to run where they can, for addresses of artifacts are kept in
/// the cluster.
struct DevPorts: Sendable, Equatable {
    private var ports: [String: Int] = [:]

    /// The ports of the last run that are free, others for the rest. Blocks.
    init(names: [String], file: String) throws {
        let last = Self.read(file)
        for name in names {
            var port = 0
            repeat {
                port = try LoopbackPort.free(preferring: ports.values.contains(last[name] ?? 0) ? 0 : last[name] ?? 0)
            } while ports.values.contains(port)
            ports[name] = port
        }
        let text = ports.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
        try FileSystem.writeAtomically(Array(text.utf8), to: file)
    }

    /// The address of a port that was asked for.
    func address(_ name: String) -> String { "127.0.0.1:\(ports[name] ?? 0)" }
    func port(_ name: String) -> Int { ports[name] ?? 0 }

    private static func read(_ file: String) -> [String: Int] {
        guard let bytes = try? FileSystem.read(file, limit: 1 << 16) else { return [:] }
        var ports: [String: Int] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ")
            if parts.count == 2, let port = Int(parts[1]) { ports[String(parts[0])] = port }
        }
        return ports
    }
}
