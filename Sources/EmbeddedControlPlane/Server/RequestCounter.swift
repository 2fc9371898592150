internal import Synchronization

/// Counts what was answered, for `/metrics`.
final class RequestCounter: Sendable {
    private struct Label: Hashable {
        var verb: String
        var group: String
        var version: String
        var resource: String
        var subresource: String
        var code: Int
    }

    /// Paths that anybody can make up must not fill the memory.
    private static let most = 10_000
    private let counts = Mutex<[Label: Int]>([:])

    func count(_ info: RequestInfo, _ code: Int) {
        let isKnown = info.isResource && code != 404
        let label = Label(
            verb: info.verb.uppercased(), group: isKnown ? info.group : "", version: isKnown ? info.version : "",
            resource: isKnown ? info.resource : "", subresource: isKnown ? info.subresource : "", code: code)
        counts.withLock { counts in
            if counts[label] != nil || counts.count < Self.most { counts[label, default: 0] += 1 }
        }
    }

    /// In the text format of Prometheus, under the name that the real server has for it.
    var metrics: String {
        let lines = counts.withLock { $0 }.map { label, count in
            "apiserver_request_total{code=\"\(label.code)\",group=\"\(label.group)\",resource=\"\(label.resource)\","
                + "subresource=\"\(label.subresource)\",verb=\"\(label.verb)\",version=\"\(label.version)\"} \(count)\n"
        }
        return "# HELP apiserver_request_total [STABLE] Counter of apiserver requests broken out for each verb, group, "
            + "version, resource and HTTP response code.\n# TYPE apiserver_request_total counter\n"
            + lines.sorted().joined()
    }
}
