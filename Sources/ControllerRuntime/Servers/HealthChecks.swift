internal import HTTPServing
internal import Synchronization

/// The named checks behind `/healthz` or `/readyz`.
final class HealthChecks: Sendable {
    typealias Check = @Sendable () async throws -> Void

    private let name: String
    private let checks = Mutex<[String: Check]>(["ping": {}])

    /// - Parameter name: the path without its slash.
    init(_ name: String) { self.name = name }

    func add(_ name: String, _ check: @escaping Check) { checks.withLock { $0[name] = check } }

    /// Answers `/healthz`, `/healthz?verbose&exclude=<check>` and `/healthz/<check>`; nil for other paths.
    func answer(_ path: String, _ query: String) async -> ServedAnswer? {
        let root = "/\(name)"
        let checks = checks.withLock { $0 }
        if path == root || path == root + "/" { return await answer(all: checks, query) }
        guard path.hasPrefix(root + "/") else { return nil }
        let wanted = String(path.dropFirst(root.count + 1))
        guard let check = checks[wanted] else {
            return ServedAnswer(status: 404, text: "there is no check \"\(wanted)\"\n")
        }
        do {
            try await check()
            return ServedAnswer(status: 200, text: "ok")
        } catch {
            return ServedAnswer(status: 500, text: "internal server error: \(error)\n")
        }
    }

    private func answer(all checks: [String: Check], _ query: String) async -> ServedAnswer {
        let parameters = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        let excluded = Set(parameters.filter { $0.first == "exclude" && $0.count == 2 }.map { $0[1] })
        let isVerbose = parameters.contains { $0.first == "verbose" }
        var lines = ""
        var hasFailed = false
        for (check, run) in checks.sorted(by: { $0.key < $1.key }) {
            if excluded.contains(check) {
                lines += "[+]\(check) excluded: ok\n"
                continue
            }
            do {
                try await run()
                lines += "[+]\(check) ok\n"
            } catch {
                hasFailed = true
                lines += "[-]\(check) failed: reason withheld\n"
            }
        }
        if hasFailed { return ServedAnswer(status: 500, text: lines + "\(name) check failed\n") }
        return ServedAnswer(status: 200, text: isVerbose ? lines + "\(name) check passed\n" : "ok")
    }
}
