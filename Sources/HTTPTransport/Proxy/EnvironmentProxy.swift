internal import Glibc
internal import Platform

/// The proxies that `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name, by the rules of Go's `net/http`.
struct EnvironmentProxy: Sendable {
    private let http: Secret<String>?
    private let https: Secret<String>?
    private let exceptions: [Exception]

    /// - Parameter variable: reads an environment variable.
    init(_ variable: (String) -> String?) {
        func value(_ name: String) -> String? {
            let text = variable(name) ?? variable(name.lowercased()) ?? ""
            return text.isEmpty ? nil : text
        }
        // A CGI program gets HTTP_PROXY from whoever sends a header of that name.
        http = variable("REQUEST_METHOD") == nil ? value("HTTP_PROXY").map(Self.withScheme) : nil
        https = value("HTTPS_PROXY").map(Self.withScheme)
        exceptions = (value("NO_PROXY") ?? "").split(separator: ",").compactMap { Exception($0) }
    }

    /// The proxy on the way to a host; nil for none. Never one for this machine itself.
    func proxy(scheme: String, host: String, port: String) -> Secret<String>? {
        guard let proxy = scheme == "https" ? https : http else { return nil }
        var name = host.lowercased()
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        while name.hasSuffix(".") { name.removeLast() }
        let address = IPAddress(name)
        if name == "localhost" || address?.isLoopback == true { return nil }
        return exceptions.contains { $0.covers(name, address, port) } ? nil : proxy
    }

    private static func withScheme(_ text: String) -> Secret<String> {
        resolvingRemotely(Secret(text.contains("://") ? text : "http://" + text))
    }

    /// `socks5` lets the proxy resolve names, as Go has it; libcurl calls that `socks5h`.
    static func resolvingRemotely(_ proxy: Secret<String>) -> Secret<String> {
        let text = proxy.reveal()
        return text.hasPrefix("socks5://") ? Secret("socks5h://" + text.dropFirst("socks5://".count)) : proxy
    }
}

/// One entry of `NO_PROXY`.
private enum Exception: Sendable {
    case everything
    case network(IPAddress, bits: Int)
    case address(IPAddress, port: String?)
    /// A name and all below it; with `onlyBelow`, not the name itself.
    case domain(String, onlyBelow: Bool, port: String?)

    init?(_ entry: Substring) {
        let text = entry.filter { $0 != " " && $0 != "\t" }.lowercased()
        guard !text.isEmpty else { return nil }
        if text == "*" {
            self = .everything
            return
        }
        if let slash = text.firstIndex(of: "/") {
            guard let address = IPAddress(String(text[..<slash])), let bits = Int(text[text.index(after: slash)...]),
                (0...address.bytes.count * 8).contains(bits)
            else { return nil }
            self = .network(address, bits: bits)
            return
        }
        let (host, port) = Self.split(text)
        if let address = IPAddress(host) {
            self = .address(address, port: port)
        } else if host.hasPrefix("*.") || host.hasPrefix(".") {
            self = .domain(String(host.drop { $0 == "*" }.dropFirst()), onlyBelow: true, port: port)
        } else {
            self = .domain(host, onlyBelow: false, port: port)
        }
    }

    private static func split(_ text: String) -> (host: String, port: String?) {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let rest = text[text.index(after: end)...]
            return (
                String(text[text.index(after: text.startIndex)..<end]), rest.isEmpty ? nil : String(rest.dropFirst())
            )
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : (text, nil)
    }

    func covers(_ host: String, _ address: IPAddress?, _ port: String) -> Bool {
        switch self {
        case .everything: true
        case .network(let network, let bits): address.map { $0.isIn(network, bits: bits) } ?? false
        case .address(let own, let ownPort): address == own && (ownPort ?? port) == port
        case .domain(let name, let onlyBelow, let ownPort):
            (ownPort ?? port) == port && (host.hasSuffix("." + name) || (!onlyBelow && host == name))
        }
    }
}

/// An IPv4 or IPv6 address.
struct IPAddress: Sendable, Equatable {
    /// 4 or 16 bytes.
    let bytes: [UInt8]

    init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
    }

    func isIn(_ network: IPAddress, bits: Int) -> Bool {
        guard bytes.count == network.bytes.count else { return false }
        for (index, pair) in zip(bytes, network.bytes).enumerated() {
            let kept = min(max(bits - index * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> kept)
            if pair.0 & mask != pair.1 & mask { return false }
        }
        return true
    }
}
