import KubernetesModel
import Logging
import Platform
import Synchronization
import Testing

@testable import SluiceCommand

@Suite struct DevTests {
    static let wrong = [
        ("dev --bootstrap", "--bootstrap: running the controllers that Git describes is not built yet"),
        ("dev --components helm-controller", "component helm-controller is not built yet"),
        ("dev --components magic", "component magic is not available"),
        ("dev --port 70000", "--port 70000 is no port"),
        ("dev --exit", "--exit is for --demo"),
        ("dev --demo --control-plane-only", "--demo needs all controllers"),
        ("dev -- nonsense", "\"nonsense\" behind -- must have the form controller-name:--flag=value"),
        ("dev -- magic:--x", "\"magic\" is no controller of this build"),
    ]

    @Test(arguments: wrong) func `flags that make no sense are refused`(_ line: String, _ message: String) async {
        var environment = ToolEnvironment.current
        let errors = Mutex("")
        environment.console = Console { _, text in errors.withLock { $0 += text } }
        environment.controlPlane = NoControlPlane()
        let words = line.split(separator: " ").map(String.init)
        #expect(await SluiceTool.run(words, in: environment) == 1)
        #expect(errors.withLock { $0 }.contains("✗ \(message)"))
    }

    private struct NoControlPlane: ControlPlaneLauncher {
        func serve(
            _ settings: ControlPlaneSettings, logger: Logger,
            onReady: @escaping @Sendable (String, Int) async -> Void
        ) async throws {
            throw CommandFailure("must not start")
        }
    }

    @Test func `a folder is used by one run at a time`() async throws {
        try withTemporaryDirectory { path in
            let first = try DevFolder("\(path)/run")
            let error = #expect(throws: CommandFailure.self) { try DevFolder("\(path)/run") }
            #expect(error?.message.contains("uses \"\(path)/run\" already as process \(DevTests.ownPid)") == true)
            withExtendedLifetime(first) {}
        }
    }

    private static var ownPid: String {
        let status = (try? FileSystem.read("/proc/self/stat", limit: 4096)) ?? []
        return String(decoding: status.prefix { $0 != 0x20 }, as: UTF8.self)
    }

    @Test func `a reset empties the folder and keeps its lock`() async throws {
        try withTemporaryDirectory { path in
            let folder = try DevFolder("\(path)/run")
            try FileSystem.writeAtomically([1], to: "\(folder.path)/state.db")
            try folder.reset()
            #expect(try FileSystem.list(folder.path).map(\.name).sorted() == ["logs", "run"])
            #expect(throws: CommandFailure.self) { try DevFolder(folder.path) }
        }
    }

    @Test func `programs that an earlier run left behind are ended, and others with their numbers are not`() throws {
        try withTemporaryDirectory { path in
            let launch = ChildProcess.Launch(
                path: "/bin/sleep", arguments: ["60"], environment: [:], logFile: "\(path)/log")
            let child = try ChildProcess.start(launch)
            let folder = try DevFolder("\(path)/run")
            try FileSystem.writeAtomically(Array("\(child.pid)\n".utf8), to: folder.pidFile("one"))
            try folder.endLeftovers(of: ["one": "something-else"])
            #expect(try FileSystem.status("/proc/\(child.pid)/cwd", followingLinks: false) != nil)
            try folder.endLeftovers(of: ["one": "sleep"])
            #expect(child.wait() == .signal(15))
        }
    }

    @Test func `ports stay the same from run to run`() async throws {
        try withTemporaryDirectory { path in
            let names = ["a", "b", "c"]
            let first = try DevPorts(names: names, file: "\(path)/ports")
            #expect(Set(names.map(first.port)).count == 3)
            #expect(try DevPorts(names: names, file: "\(path)/ports") == first)
        }
    }

    @Test func `arguments are sorted by controller`() throws {
        let arguments = try DevSettings.arguments([
            "source-controller:--log-level=debug", "source-controller:--concurrent=2", "kustomize-controller:-v",
        ])
        #expect(arguments["source-controller"] == ["--log-level=debug", "--concurrent=2"])
        #expect(arguments["kustomize-controller"] == ["-v"])
    }

    @Test func `a program that dies is started again, and said so`() async throws {
        try await withTemporaryDirectory { path in
            let said = Mutex("")
            let console = Console { _, text in said.withLock { $0 += text } }
            let launch = ChildProcess.Launch(
                path: "/bin/sh", arguments: ["-c", "echo started; exit 3"], environment: [:], logFile: "\(path)/log")
            let supervisor = Supervisor(
                name: "short-lived", launch: launch, pidFile: "\(path)/pid", console: console)
            async let running: Void = supervisor.run()
            while (try? FileSystem.read("\(path)/log").count) ?? 0 < 16 { try await Task.sleep(for: .milliseconds(5)) }
            await supervisor.stop()
            try await running
            #expect(said.withLock { $0 }.contains("✗ short-lived died with exit code 3; starting again in 1s"))
        }
    }

    @Test func `stopping ends a program with its own clean-up`() async throws {
        try await withTemporaryDirectory { path in
            let script = "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.01; done"
            let launch = ChildProcess.Launch(
                path: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
                logFile: "\(path)/log")
            let supervisor = Supervisor(
                name: "loop", launch: launch, pidFile: "\(path)/pid", console: Console { _, _ in })
            async let running: Void = supervisor.run()
            while (try? FileSystem.read("\(path)/log").isEmpty) ?? true { try await Task.sleep(for: .milliseconds(5)) }
            while DevFolder.pid(in: "\(path)/pid") == nil { try await Task.sleep(for: .milliseconds(5)) }
            await supervisor.stop()
            try await running
            #expect(String(decoding: try FileSystem.read("\(path)/log"), as: UTF8.self) == "up\nbye\n")
            #expect(DevFolder.pid(in: "\(path)/pid") == nil)
        }
    }

    static let lines = [
        (
            Make.gitRepository("a", message: "stored artifact for revision '\(Make.revision)'"),
            "✔ GitRepository/flux-system/a stored artifact for revision 'main@sha1:696f056d'"
        ),
        (
            Make.gitRepository("a", ready: "False", message: "no route"),
            "✗ GitRepository/flux-system/a Succeeded: no route"
        ),
        (Make.gitRepository("a", ready: "Unknown", message: "building"), "◎ GitRepository/flux-system/a building"),
        (Make.gitRepository("a", suspend: true), "⚠️ GitRepository/flux-system/a is suspended"),
        (
            KubernetesObject(kind: .kustomization, namespace: "x", name: "y"),
            "◎ Kustomization/x/y waiting to be reconciled"
        ),
    ]

    @Test(arguments: lines) func `progress reads as a sentence`(_ object: KubernetesObject, _ line: String) {
        #expect(ProgressLines.text(of: object) == line)
    }

    @Test func `progress is told once`() {
        let lines = ProgressLines()
        let object = Make.kustomization("a")
        #expect(lines.line(for: object) != nil)
        #expect(lines.line(for: object) == nil)
        lines.forget(object)
        #expect(lines.line(for: object) != nil)
    }
}
