import ControllerRuntimeTesting
import DocumentModel
import Git
import KubernetesModel
import Testing
import ToolkitAPI

@testable import SourceController

@Suite(.timeLimit(.minutes(2))) struct FailureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var url = "https://git.test/app.git"
        var spec: Object = [:]
        var secrets: [String: [String: String]] = [:]
        var answer: FakeGit.Answer = { _, _, _ in .none }
        var type = ConditionType.fetchFailed
        let reason: ConditionReason
        let message: String
        var isStalled = false
    }

    static let cases = [
        Case(
            testDescription: "no Secret", spec: ["secretRef": ["name": "login"]], reason: .authenticationFailed,
            message: "failed to get secret 'apps/login': secrets \"login\" not found"),
        Case(
            testDescription: "password alone", spec: ["secretRef": ["name": "login"]],
            secrets: ["login": ["password": "planted"]], reason: .authenticationFailed,
            message:
                "failed to configure authentication options: invalid 'https' auth option: 'password' requires 'username' to be set"
        ),
        Case(
            testDescription: "token beside user-info", url: "https://planted:planted@git.test/app.git",
            spec: ["secretRef": ["name": "login"]], secrets: ["login": ["bearerToken": "planted"]],
            reason: .authenticationFailed,
            message:
                "failed to configure authentication options: basic auth and bearer token cannot be set at the same time"
        ),
        Case(
            testDescription: "certificate without key", spec: ["secretRef": ["name": "login"]],
            secrets: ["login": ["tls.crt": "planted"]], reason: .authenticationFailed,
            message: "failed to configure authentication options: Secret apps/login has one of"),
        Case(
            testDescription: "ssh without Secret", url: "ssh://git@git.test/app.git", reason: .authenticationFailed,
            message: "failed to configure authentication options: invalid 'ssh' auth option"),
        Case(
            testDescription: "ssh without known hosts", url: "ssh://git@git.test/app.git",
            spec: ["secretRef": ["name": "login"]], secrets: ["login": ["identity": "planted"]],
            reason: .authenticationFailed,
            message:
                "failed to configure authentication options: invalid 'ssh' auth option: 'known_hosts' is required"),
        Case(
            testDescription: "malformed known hosts", url: "ssh://git@git.test/app.git",
            spec: ["secretRef": ["name": "login"]],
            secrets: ["login": ["identity": "planted", "known_hosts": "planted"]],
            reason: .authenticationFailed,
            message: "failed to configure authentication options: line 1 of known_hosts is malformed"),
        Case(
            testDescription: "encrypted key", url: "ssh://git@git.test/app.git",
            spec: ["secretRef": ["name": "login"]],
            secrets: [
                "login": ["identity": "-----BEGIN ENCRYPTED PRIVATE KEY-----\nplanted", "known_hosts": "planted"]
            ], reason: .authenticationFailed,
            message: "failed to configure authentication options: the private key in Secret apps/login is encrypted"),
        Case(
            testDescription: "no proxy Secret", spec: ["proxySecretRef": ["name": "proxy"]],
            reason: .authenticationFailed,
            message: "failed to configure proxy options: failed to get secret 'apps/proxy': secrets \"proxy\" not found"
        ),
        Case(
            testDescription: "unusable proxy", spec: ["proxySecretRef": ["name": "proxy"]],
            secrets: ["proxy": ["address": "ftp://planted:planted@proxy"]], reason: .authenticationFailed,
            message: "failed to configure proxy options: Secret apps/proxy names no usable proxy"),
        Case(
            testDescription: "unusable URL", url: "https://user:planted@/app.git", reason: .urlInvalid,
            message: "failed to parse url: ", isStalled: true),
        Case(
            testDescription: "unreachable",
            answer: { _, _, _ in throw GitError(.unreachable, "unable to clone 'https://git.test/app.git': no route") },
            reason: .gitOperationFailed,
            message:
                "failed to checkout and determine revision: unable to clone 'https://git.test/app.git': no route"),
        Case(
            testDescription: "empty", answer: { _, _, _ in .none }, reason: .emptyGitRepository,
            message: "git repository is empty"),
        Case(
            testDescription: "reference with a slash", spec: ["ref": ["name": "/refs/heads/main"]],
            reason: .gitOperationFailed, message: "failed to checkout and determine revision: the reference name"),
        Case(
            testDescription: "missing sparse directory", spec: ["sparseCheckout": ["./nothing"]],
            answer: { _, _, _ in .new(try revision("main", "a"), subject: "s", FakeTree(dictionaryLiteral: ("a", "")))
            },
            reason: .gitOperationFailed,
            message:
                "failed to sparse checkout directories : sparse checkout dir './nothing' does not exist in repository"),
        Case(
            testDescription: "include that is not there", spec: ["include": [["repository": ["name": "other"]]]],
            type: .includeUnavailable, reason: .notFound, message: "could not get resource for include 'other'"),
    ]

    @Test(arguments: cases) func `a failure stands in its condition, in Ready and in an event`(
        _ example: Case
    ) async throws {
        try await SourceHarness.use { harness in
            for (name, values) in example.secrets { harness.secret(name, values) }
            harness.git.answer(example.answer)
            let source = try await harness.reconcile(SourceHarness.manifest(url: example.url, example.spec))
            let conditions = source.status.conditions
            let condition = try #require(conditions[example.type])
            #expect(condition.status == .true)
            #expect(condition.reason == example.reason)
            #expect(condition.message.hasPrefix(example.message), "\(condition.message)")
            let ready = try #require(conditions[.ready])
            #expect(ready.status == .false)
            #expect(ready.reason == example.reason)
            #expect(ready.message == condition.message)
            #expect(conditions.isTrue(.stalled) == example.isStalled)
            #expect((conditions[.reconciling]?.reason == .progressingWithRetry) == !example.isStalled)
            #expect(source.status.observedGeneration == (example.isStalled ? 1 : -1))
            let event = try #require(harness.events.first { $0.reason == example.reason.rawValue })
            #expect(event.message == condition.message)
            #expect(event.type == (example.type == .includeUnavailable ? "Normal" : "Warning"))
            #expect(source.status.artifact == nil)
            expectNoSecret(in: harness)
        }
    }

    @Test(arguments: GitRepository.Spec.unbuilt.map(\.path)) func `a field that is not built is refused by name`(
        _ path: String
    ) async throws {
        let values: [String: Value] = [
            "verify": ["secretRef": ["name": "keys"]], "provider": "github",
            "serviceAccountName": "robot", "include": [["repository": ["name": "other"]]],
        ]
        try await SourceHarness.use { harness in
            let value = try #require(values[path], "a new unbuilt field needs a row here")
            let source = try await harness.reconcile(SourceHarness.manifest("app", [path: value]))
            let stalled = try #require(source.status.conditions[.stalled])
            #expect(stalled.status == .true)
            #expect(stalled.message.contains("spec.\(path)"))
            #expect(source.status.conditions[.ready]?.status == .false)
            #expect(source.status.observedGeneration == 1)
            #expect(harness.git.calls.isEmpty)
        }
    }

    @Test func `an unwritable storage is named`() async throws {
        try await SourceHarness.use { harness in
            harness.git.serve(["a.yaml": "1"])
            try FileSystemProbe.write("in the way", to: "\(harness.root)/gitrepository")
            let source = try await harness.reconcile(SourceHarness.manifest())
            let condition = try #require(source.status.conditions[.storageOperationFailed])
            #expect(condition.reason == .directoryCreationFailed)
            #expect(condition.message.hasPrefix("failed to create artifact directory: "))
            #expect(source.status.conditions[.ready]?.status == .false)
        }
    }

    /// Nothing that leaves the controller holds what was planted in Secrets and URLs.
    private func expectNoSecret(in harness: SourceHarness) {
        for write in harness.cluster.writes {
            #expect(!JSON.text(write.body).contains("planted"), "\(write.verb) \(write.kind)")
        }
        for line in harness.log.lines.withLock({ $0 }) { #expect(!line.contains("planted"), "\(line)") }
        for request in harness.host.posted.withLock({ $0 }) { #expect(!"\(request)".contains("planted")) }
    }
}
