public import Cryptography
internal import Glibc
internal import Platform

/// How artifacts are kept and announced.
public struct StorageSettings: Sendable {
    /// The folder everything lies in; must exist.
    public var root: String
    /// `host[:port]` in artifact URLs, optionally with a scheme; see ``advertised(_:listening:)``.
    public var advertisedAddress: String
    /// How long an artifact that is no longer current is kept.
    public var retentionTime = Duration.seconds(60)
    /// How many artifacts of an object are kept at most, the current one included.
    public var retentionCount = 2
    /// The function of new digests.
    public var digestAlgorithm = DigestAlgorithm.sha256

    public init(root: String, advertisedAddress: String) {
        self.root = root
        self.advertisedAddress = advertisedAddress
    }

    /// The address to announce: `flag` when not empty, else the one we listen on, with `localhost` for no host and this
    /// machine's name for `0.0.0.0`.
    public static func advertised(_ flag: String, listening address: String) -> String {
        guard flag.isEmpty else { return flag }
        let colon = address.lastIndex(of: ":") ?? address.endIndex
        let host = address[..<colon]
        let port = address[colon...]
        let name = host.isEmpty ? "localhost" : host == "0.0.0.0" ? hostName() : String(host)
        return port == ":80" ? name : name + port
    }

    private static func hostName() -> String {
        if let name = ProcessEnvironment.value("HOSTNAME"), !name.isEmpty { return name }
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
