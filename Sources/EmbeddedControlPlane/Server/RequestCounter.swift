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

    /// Definitions come and go, and so do the labels that their names make.
    private static let most = 10_000
    private let counts = Mutex<[Label: Int]>([:])

    /// - Parameter info: what the request was about; nil unless that is served, so that nobody makes up labels.
    func count(_ info: RequestInfo?, verb: String, _ code: Int) {
        let label = Label(
            verb: verb.uppercased(), group: info?.group ?? "", version: info?.version ?? "",
            resource: info?.resource ?? "", subresource: code == 404 ? "" : info?.subresource ?? "", code: code)
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
