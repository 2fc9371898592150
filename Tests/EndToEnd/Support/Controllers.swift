import ClusterTesting
import Foundation
import Platform
import Synchronization

/// A source-controller and a kustomize-controller, as separate processes that see only the objects of one shard.
final class Controllers: Sendable {
    /// The label by which their objects are told from those of others.
    static let shardLabel = "sluice.test/world"

    enum Role: String, Sendable, CaseIterable {
        case source = "source-controller"
        case kustomize = "kustomize-controller"
    }

    let shard: String
    let folder: String
    private let kubeconfig: String
    private let artifactPort: Int
    private let healthPorts: [Role: Int]
    private let children = Mutex<[Role: ChildProcess]>([:])

    /// - Parameter folder: for storage and logs.
    init(shard: String, kubeconfig: String, folder: String) throws {
        self.shard = shard
        self.kubeconfig = kubeconfig
        self.folder = folder
        artifactPort = try FreePort.find()
        healthPorts = [.source: try FreePort.find(), .kustomize: try FreePort.find()]
        for path in ["storage", "tmp"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
        }
    }

    /// Where the artifacts of an object are.
    func artifacts(of kind: String, _ namespace: String, _ name: String) throws -> [String] {
        let path = "\(folder)/storage/\(kind)/\(namespace)/\(name)"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasSuffix(".lock") }.sorted()
    }

    /// Starts both.
    func start() throws {
        for role in Role.allCases { try start(role) }
    }

    /// Starts one; its output goes on in the log it had before.
    func start(_ role: Role) throws {
        var arguments = [
            "--metrics-addr=0", "--health-addr=127.0.0.1:\(healthPorts[role] ?? 0)", "--log-level=debug",
            "--min-retry-delay=100ms", "--max-retry-delay=2s", "--requeue-dependency=1s",
            "--interval-jitter-percentage=0", "--watch-label-selector=\(Self.shardLabel)=\(shard)",
        ]
        if role == .source {
            arguments += [
                "--storage-path=\(folder)/storage", "--storage-addr=127.0.0.1:\(artifactPort)",
                "--storage-adv-addr=127.0.0.1:\(artifactPort)",
            ]
        }
        let child = try ChildProcess(
            try Programs.own(role.rawValue), arguments, log: log(role),
            environment: [
                "KUBECONFIG": kubeconfig, "TMPDIR": "\(folder)/tmp", "RUNTIME_NAMESPACE": "default",
                "SOURCE_CONTROLLER_LOCALHOST": "",
            ])
        children.withLock { $0[role] = child }
    }

    /// Ends one with SIGKILL.
    func kill(_ role: Role) async throws {
        try await children.withLock { $0[role] }?.kill()
    }

    /// Ends one gracefully.
    ///
    /// - Returns: its exit code.
    @discardableResult
    func stop(_ role: Role) async throws -> Int32 {
        try await children.withLock { $0[role] }?.stop() ?? 0
    }

    /// Ends both gracefully.
    func stop() async throws {
        for role in Role.allCases where isRunning(role) { try await stop(role) }
    }

    func isRunning(_ role: Role) -> Bool { children.withLock { $0[role]?.isRunning ?? false } }

    /// What one has logged so far.
    func output(_ role: Role) -> String { (try? String(contentsOfFile: log(role), encoding: .utf8)) ?? "" }

    /// The last lines of both logs, for a failed test.
    var tail: String {
        Role.allCases.map { role in
            "--- \(role.rawValue)\n" + output(role).split(separator: "\n").suffix(15).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private func log(_ role: Role) -> String { "\(folder)/\(role.rawValue).log" }
}
