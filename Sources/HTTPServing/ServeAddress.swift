/// Where a server listens, as the flags write it.
public struct ServeAddress: Sendable, Equatable {
    /// A name or an address; empty for every interface.
    public var host: String
    /// 0 takes a free one.
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port`, `:port` or `[v6]:port`.
    ///
    /// - Returns: nil for `0` and the empty string, which mean no server.
    /// - Throws: ``ServeError`` when it is none of these.
    public static func parse(_ text: String) throws(ServeError) -> ServeAddress? {
        if text.isEmpty || text == "0" { return nil }
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else {
            throw ServeError(description: "cannot listen on \"\(text)\": write it as host:port or :port")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return ServeAddress(host: host, port: port)
    }
}
