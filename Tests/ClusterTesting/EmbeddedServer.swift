public import Foundation
import Platform
import Synchronization

/// The embedded control plane, as its own process.
public final class EmbeddedServer: RestartableServer {
    private let folder: String
    private let port: Int
    private let child = Mutex<ChildProcess?>(nil)

    public init(folder: String) throws {
        self.folder = folder
        port = try FreePort.find()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    public func start() async throws -> String {
        let child = try ChildProcess(
            try Programs.own("sluice"),
            ["dev", "--control-plane-only", "--dir", "\(folder)/state", "--port", String(port)],
            log: "\(folder)/output-\(UniqueID.random()).log")
        self.child.withLock { $0 = child }
        return try await eventually("the control plane is ready", within: .seconds(30), state: { child.output }) {
            guard child.isRunning else { throw Programs.Missing(description: "sluice dev ended: \(child.output)") }
            return child.output.firstMatch(of: /ready: KUBECONFIG=(.+)\n/).map { String($0.1) }
        }
    }

    public func stop() async throws { try await taken()?.stop() }

    public func kill() async throws { try await taken()?.kill() }

    public var isRunning: Bool { child.withLock { $0?.isRunning ?? false } }

    /// What it has printed so far.
    public var output: String { child.withLock { $0?.output ?? "" } }

    /// Its process id; nil when it does not run.
    public var pid: pid_t? { child.withLock { $0?.pid } }

    private func taken() -> ChildProcess? {
        child.withLock { child in
            defer { child = nil }
            return child
        }
    }
}
