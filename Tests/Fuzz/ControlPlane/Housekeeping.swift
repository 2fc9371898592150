import ClusterTesting
import FuzzSupport
import Platform

/// Looks after the control plane while it is plagued.
struct Housekeeping: Sendable {
    let server: EmbeddedServer
    let wire: Wire
    let verdicts: Verdicts
    let options: FuzzOptions

    /// Whether it still runs, and within its memory.
    func isWell() -> Bool {
        guard let pid = server.pid, server.isRunning, let megabytes = Self.resident(of: pid) else {
            verdicts.found("the control plane has ended: \(server.output.suffix(3_000))")
            return false
        }
        verdicts.holds(megabytes)
        guard megabytes <= options.megabytes else {
            verdicts.found("the control plane holds \(megabytes) MB")
            return false
        }
        return true
    }

    /// Takes away what has gathered, so that the run measures the server and not its contents, and asks for plain work.
    func tidy() async {
        let kinds = [
            "validatingadmissionpolicybindings", "validatingadmissionpolicies", "validatingwebhookconfigurations",
        ]
        for kind in kinds { await expect("DELETE", "/apis/admissionregistration.k8s.io/v1/\(kind)", nil, [200]) }
        for (collection, _) in Samples.objects
        where collection.contains("/namespaces/fuzz/") && !collection.hasSuffix("token") {
            await expect("DELETE", collection, nil, [200, 404])
        }
        let name = "health-\(UniqueID.random().prefix(12))"
        let maps = "/api/v1/namespaces/default/configmaps"
        let object = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)"}}"#
        await expect("POST", maps, object, [201])
        await expect("GET", "\(maps)/\(name)", nil, [200])
        await expect("DELETE", "\(maps)/\(name)", nil, [200])
    }

    /// Makes the namespace that the requests are about.
    func prepare() async {
        let namespace = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"fuzz"}}"#
        await expect("POST", "/api/v1/namespaces", namespace, [201, 409])
    }

    private func expect(_ method: String, _ path: String, _ body: String?, _ statuses: Set<Int>) async {
        let content = Array((body ?? "").utf8)
        let head =
            "\(method) \(path) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: \(content.count)\r\n\r\n"
        var requests = [MadeRequest(bytes: Array(head.utf8) + content, isWhole: true, isWatch: false)]
        var outcome = "no connection"
        do {
            try await wire.converse({ requests.popLast() }) { _, reply in
                switch reply {
                case .answer(let status, _, let body):
                    outcome =
                        statuses.contains(status)
                        ? "" : "\(status): \(String(decoding: body.prefix(500), as: UTF8.self))"
                case .closed: outcome = "closed"
                case .late: outcome = "late"
                }
            }
        } catch { outcome = "\(error)" }
        if !outcome.isEmpty { verdicts.found("\(method) \(path), which is plain, gives \(outcome)") }
    }

    private static func resident(of pid: Int32) -> Int? {
        guard let text = try? FileSystem.read("/proc/\(pid)/status") else { return nil }
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") where line.hasPrefix("VmRSS:") {
            return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 / 1_024 }
        }
        return nil
    }
}
