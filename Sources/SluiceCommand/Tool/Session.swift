internal import ArgumentParser
internal import KubernetesModel
internal import Platform

/// One run of a command against a cluster.
struct Session: Sendable {
    let cluster: any Cluster
    let console: Console
    let namespace: String
    /// How long the command may take in all.
    var timeout: Duration
    /// The pauses between two looks at an object that is waited for.
    var poll: Backoff
    var now: @Sendable () -> Timestamp
    /// When the timeout is over.
    let deadline: ContinuousClock.Instant

    init(
        cluster: any Cluster, console: Console, namespace: String, timeout: Duration, poll: Backoff,
        now: @escaping @Sendable () -> Timestamp, deadline: ContinuousClock.Instant? = nil
    ) {
        self.cluster = cluster
        self.console = console
        self.namespace = namespace
        self.timeout = timeout
        self.poll = poll
        self.now = now
        self.deadline = deadline ?? (.now + timeout)
    }

    /// The key of an object in the session's namespace.
    func key(_ name: String) -> ObjectKey { ObjectKey(namespace: namespace, name: name) }

    /// The same session in another namespace.
    func inNamespace(_ other: String) -> Session {
        Session(
            cluster: cluster, console: console, namespace: other, timeout: timeout, poll: poll, now: now,
            deadline: deadline)
    }
}

/// A command that needs a cluster.
protocol ClusterCommand: AsyncParsableCommand, Sendable {
    var global: GlobalOptions { get }
    /// Whether the command goes on until the timeout, so that its end is no failure.
    var endsWithTimeout: Bool { get }

    /// Checks the flags before anything is asked of the cluster.
    func check() throws
    func run(in session: Session) async throws
}

extension ClusterCommand {
    var endsWithTimeout: Bool { false }

    func check() throws {}

    mutating func run() async throws {
        let command = self
        try command.check()
        let session = try await command.global.session()
        do {
            // Waits look at the deadline themselves and know better what they waited for: they get a moment more.
            try await withDeadline(session.timeout + .milliseconds(500)) { try await command.run(in: session) }
        } catch is DeadlineExceeded where command.endsWithTimeout {
            return
        } catch is DeadlineExceeded {
            throw CommandFailure("timed out after \(GoDuration.format(session.timeout)); --timeout allows more")
        }
    }
}

extension CommandConfiguration {
    /// The configuration of a command with examples.
    static func command(
        _ name: String, aliases: [String] = [], _ abstract: String, _ text: String = "",
        examples: [(does: String, command: String)], subcommands: [any ParsableCommand.Type] = []
    ) -> CommandConfiguration {
        let parts = [text, Examples.text(examples)].filter { !$0.isEmpty }
        return CommandConfiguration(
            commandName: name, abstract: abstract, discussion: parts.joined(separator: "\n"),
            subcommands: subcommands, aliases: aliases)
    }
}
