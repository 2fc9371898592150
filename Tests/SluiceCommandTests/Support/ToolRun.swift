import KubernetesClient
import KubernetesModel
import Platform
import Synchronization

@testable import SluiceCommand

/// One run of the tool on a fake cluster, and what it said.
struct ToolRun: Sendable {
    let exitCode: Int32
    /// Standard output.
    let output: String
    /// Standard error.
    let errors: String

    /// The lines of standard error.
    var progress: [String] { errors.split(separator: "\n").map(String.init) }
}

/// Runs the tool with `arguments`, separated by blanks.
func sluice(
    _ arguments: String..., on cluster: FakeCluster = FakeCluster(), variables: [String: String] = [:],
    contextNamespace: String? = nil, input: [String] = [], isInteractive: Bool = false, programName: String = "sluice"
) async -> ToolRun {
    let captured = Mutex((output: "", errors: ""))
    let lines = Mutex(input[...])
    let console = Console(isInteractive: isInteractive, read: { lines.withLock { $0.popFirst() } }) { stream, text in
        captured.withLock { stream == .output ? ($0.output += text) : ($0.errors += text) }
    }
    var environment = ToolEnvironment(
        console: console,
        connect: { _ in ToolEnvironment.Connection(cluster: cluster, contextNamespace: contextNamespace) },
        controlPlane: nil, variables: variables)
    environment.programName = programName
    environment.poll = Backoff(initial: .milliseconds(1), factor: 1, limit: .milliseconds(1))
    environment.now = { Timestamp(seconds: 1_700_000_000) }
    let words = arguments.flatMap { $0.split(separator: " ").map(String.init) }
    let code = await SluiceTool.run(words, in: environment)
    let (output, errors) = captured.withLock { ($0.output, $0.errors) }
    return ToolRun(exitCode: code, output: output, errors: errors)
}
