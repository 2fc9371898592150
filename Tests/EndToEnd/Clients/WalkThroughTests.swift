import ClusterTesting
import Foundation
import Testing

/// What `make run` starts.
@Suite struct WalkThroughTests {
    @Test func `all that the walk-through shows becomes ready`() async throws {
        let folder = NSTemporaryDirectory() + "sluice-walk-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let result = try await Command.result(
            Programs.own("sluice"), ["dev", "--demo", "--exit", "--dir", folder, "--port", String(try FreePort.find())])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.errors.contains("Kustomization/flux-system/production Applied revision"), "\(result.errors)")
    }
}
