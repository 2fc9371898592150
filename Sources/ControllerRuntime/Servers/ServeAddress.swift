/// Where a server listens, as the flags write it.
struct ServeAddress: Equatable {
    var host: String
    var port: Int

    /// Reads `host:port`, `:port` or `[v6]:port`; an empty host is every interface.
    ///
    /// - Returns: nil for `0` and the empty string, which mean no server.
    /// - Throws: ``SettingsError`` when it is none of these.
    static func parse(_ text: String) throws(SettingsError) -> ServeAddress? {
        if text.isEmpty || text == "0" { return nil }
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else {
            throw SettingsError(description: "cannot listen on \"\(text)\": write it as host:port or :port")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return ServeAddress(host: host, port: port)
    }
}
