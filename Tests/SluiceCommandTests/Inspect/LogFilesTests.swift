import Platform
import Testing

@testable import SluiceCommand

@Suite struct LogFilesTests {
    @Test func `the logs of a local run are files`() async throws {
        try await withTemporaryDirectory { path in
            try FileSystem.createDirectory("\(path)/logs")
            try FileSystem.writeAtomically(
                Array(InstallationTests.log.utf8), to: "\(path)/logs/source-controller.log")
            let run = await sluice("logs -A --dir \(path) --level error")
            #expect(run.output.contains("Reconciler error no route"))
            #expect(!run.output.contains("stored"))
            let since = await sluice("logs -A --dir \(path) --since-time 2023-11-14T22:01:30Z")
            #expect(since.output == "2023-11-14T22:02:00.000Z info GitRepository/other.apps - stored \n")
        }
        #expect(await sluice("logs --dir /nonexistent").errors.contains("is no folder of a `dev` run"))
    }
}
