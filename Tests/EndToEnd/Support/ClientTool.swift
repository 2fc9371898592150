import ClusterTesting
import Foundation

/// An unmodified client program, as its user calls it, on the cluster and in the namespace of a scenario.
struct ClientTool {
    private let path: String
    private let environment: [String: String]
    private let leading: [String]

    /// - Parameter name: `kubectl` or `helm`, from `SLUICE_ORACLES`.
    init(_ name: String, _ harness: Harness) throws {
        guard let path = Programs.oracle(name) else {
            throw Programs.Missing(description: "there is no \(name) in SLUICE_ORACLES")
        }
        self.path = path
        // Each scenario has its own caches: what another one left there must not help.
        let home = try World.newFolder("\(name)-home")
        environment = ["KUBECONFIG": harness.world.cluster.kubeconfig, "HOME": home]
        leading = ["--namespace", harness.namespace]
    }

    /// What it writes to standard output.
    ///
    /// - Throws: ``Command/Failure`` when it ends with another status than 0.
    @discardableResult
    func callAsFunction(_ arguments: String..., input: String? = nil) async throws -> String {
        try await output(arguments, input: input)
    }

    /// The same, for arguments that stand in a list.
    func output(_ arguments: [String], input: String? = nil) async throws -> String {
        try await Command.run(path, leading + arguments, environment: environment, input: input)
    }

    /// Runs it whatever comes of it.
    func result(_ arguments: String..., input: String? = nil) async throws -> Command.Result {
        try await Command.result(path, leading + arguments, environment: environment, input: input)
    }

    /// Starts it beside the scenario.
    func start(_ arguments: String...) throws -> ChildProcess {
        let log = try World.newFolder("client") + "/output.log"
        return try ChildProcess(path, leading + arguments, log: log, environment: environment)
    }

    static func isInstalled(_ name: String) -> Bool { Programs.oracle(name) != nil }
}

/// Files in a folder of their own.
enum Tree {
    /// Writes them.
    ///
    /// - Returns: the folder.
    static func write(_ files: [String: String]) throws -> String {
        let folder = try World.newFolder("tree")
        for (path, text) in files {
            let url = URL(fileURLWithPath: "\(folder)/\(path)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        return folder
    }
}
