import ClusterTesting
import Foundation
import Platform
import Testing

/// The `kubernetes` package of Python, as scripts use it.
@Suite struct PythonTests {
    /// Where the package is installed; nil when it is not.
    private static let package: String? = {
        let folder = (ProcessEnvironment.value("SLUICE_ORACLES") ?? "\(Programs.root)/.oracles") + "/python"
        return FileManager.default.fileExists(atPath: "\(folder)/kubernetes") ? folder : nil
    }()

    @Test(.enabled(if: package != nil, "the kubernetes package of Python is not in SLUICE_ORACLES"))
    func `the Python client lists, watches, applies and scales`() async throws {
        let harness = try await Harness.shared("python")
        let python = try #require(Programs.installed("python3"))
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/python-client.py"
        let output = try await Command.run(
            python, [script, harness.namespace],
            environment: ["KUBECONFIG": harness.world.cluster.kubeconfig, "PYTHONPATH": Self.package ?? ""])
        #expect(
            output.split(separator: "\n") == [
                "listed one three two", "watched MODIFIED:two DELETED:three", "refused 409 Conflict",
                "applied python Apply", "scaled 3",
            ])
    }
}
