internal import DequeModule

/// Decides when a transfer may begin, so that many at once share connections. Pure.
///
/// Servers take about a hundred streams on one HTTP/2 connection. Whatever comes on top makes libcurl open a connection for
/// each transfer, unless the next one waits until the last has its connection: then a hundred more fit into that.
struct HostLoad<Item> {
    /// The streams servers allow on one connection: Kubernetes, Envoy, NIO.
    static var streamLimit: Int { 100 }

    private struct Load {
        var active = 0
        var connecting = 0
    }

    private var loads: [String: Load] = [:]
    private var waiting: Deque<(item: Item, host: String)> = []

    /// Whether anybody has to wait.
    var hasWaiting: Bool { !waiting.isEmpty }

    /// Whether a transfer to `host` may begin now; else it is kept until ``admit(_:)``.
    mutating func request(_ item: Item, to host: String) -> Bool {
        guard isFree(host), !waiting.contains(where: { $0.host == host }) else {
            waiting.append((item, host))
            return false
        }
        begin(host)
        return true
    }

    /// Lets those begin that may now.
    mutating func admit(_ start: (Item) -> Void) {
        var blocked: Set<String> = []
        var left: Deque<(item: Item, host: String)> = []
        for entry in waiting {
            if !blocked.contains(entry.host), isFree(entry.host) {
                begin(entry.host)
                start(entry.item)
            } else {
                blocked.insert(entry.host)
                left.append(entry)
            }
        }
        waiting = left
    }

    /// Takes those out that wait no longer.
    mutating func remove(where isGone: (Item) -> Bool) -> [Item] {
        let gone = waiting.filter { isGone($0.item) }.map(\.item)
        waiting.removeAll { isGone($0.item) }
        return gone
    }

    /// A transfer to `host` has its connection.
    mutating func connected(_ host: String) { loads[host]?.connecting -= 1 }

    /// A transfer to `host` has ended.
    mutating func ended(_ host: String, wasConnecting: Bool) {
        loads[host]?.active -= 1
        if wasConnecting { loads[host]?.connecting -= 1 }
        if loads[host]?.active == 0 { loads[host] = nil }
    }

    private func isFree(_ host: String) -> Bool {
        guard let load = loads[host] else { return true }
        return load.active < Self.streamLimit || load.connecting == 0
    }

    private mutating func begin(_ host: String) {
        loads[host, default: Load()].active += 1
        loads[host, default: Load()].connecting += 1
    }
}
