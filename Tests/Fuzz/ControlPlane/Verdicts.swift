import DocumentModel
import FuzzSupport
import Glibc
import Platform
import Synchronization

/// What has come of the requests so far, and the last of each client, for when one is a finding.
final class Verdicts: Sendable {
    private struct State {
        var requests = 0
        var byStatus: [Int: Int] = [:]
        var closed = 0
        var findings = 0
        var failures: [String: Int] = [:]
        var recent: [Int: [[UInt8]]] = [:]
        var peak = 0
    }

    private let state = Mutex(State())
    private let folder: String

    init(folder: String) { self.folder = folder }

    var findings: Int { state.withLock { $0.findings } }

    /// Notes a request before it is sent.
    func sending(_ request: MadeRequest, by client: Int) {
        state.withLock { state in
            state.recent[client, default: []].append(request.bytes)
            if state.recent[client, default: []].count > 30 { state.recent[client]?.removeFirst(10) }
        }
    }

    /// Judges what came back.
    func heard(_ reply: Reply, to request: MadeRequest, by client: Int) {
        state.withLock { $0.requests += 1 }
        switch reply {
        case .closed: state.withLock { $0.closed += 1 }
        case .late:
            if request.isWhole && !request.isWatch { found("a request was not answered in time", by: client) }
        case .answer(let status, let type, let body):
            state.withLock { $0.byStatus[status, default: 0] += 1 }
            // A compressed answer is not looked into.
            guard request.isWhole, !request.isWatch, type.hasPrefix("application/json"), body.first != 0x1f else {
                return
            }
            guard let value = try? JSON.parse(body) else { return found("an answer is no JSON", by: client) }
            if status == 500 { note(value["message"]?.string ?? "no message") }
        }
    }

    /// An internal error is no crash, but nobody should be able to make one at will: it is shown.
    private func note(_ message: String) {
        let short = String(message.prefix(100).map { $0.isNumber ? "0" : $0 })
        state.withLock { state in
            guard state.failures.count < 40 || state.failures[short] != nil else { return }
            state.failures[short, default: 0] += 1
        }
    }

    /// Says what is wrong and keeps the last requests.
    func found(_ what: String, by client: Int? = nil) {
        let (number, recent) = state.withLock { state in
            state.findings += 1
            return (state.findings, client.map { [$0: state.recent[$0] ?? []] } ?? state.recent)
        }
        print("FINDING \(number): \(what)")
        for (client, requests) in recent {
            let path = "\(folder)/finding-\(number)-client-\(client).http"
            do {
                try FileSystem.writeAtomically(Array(requests.joined(separator: Array("\n\n====\n".utf8))), to: path)
                print("  requests: \(path)")
            } catch { print("  cannot keep the requests: \(error)") }
        }
        fflush(nil)
    }

    func holds(_ megabytes: Int) { state.withLock { $0.peak = max($0.peak, megabytes) } }

    func report() {
        let state = state.withLock { $0 }
        let statuses = state.byStatus.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(
            separator: ", ")
        print(
            "\(state.requests) requests, \(state.findings) findings, \(state.peak) MB at peak; closed: \(state.closed), \(statuses)"
        )
        for (message, count) in state.failures.sorted(by: { $0.value > $1.value }) {
            print("  500 x\(count): \(message)")
        }
        fflush(nil)
    }
}
