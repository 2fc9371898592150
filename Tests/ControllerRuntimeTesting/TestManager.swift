package import ControllerRuntime
package import HTTPTransport
package import Logging

/// Runs controllers in this process, against a fake cluster.
package struct TestManager: Sendable {
    /// What stands in for the API.
    package let cluster = FakeCluster()
    /// The requests sent to the event sink.
    package let posted = SharedLock<[HTTPRequest]>([])

    package init() {}

    /// Logs nothing.
    package static var quiet: Logger {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }

    /// Runs what `build` registers while `body` runs, then stops it gracefully.
    package func run(
        name: String, logger: Logger = TestManager.quiet, settings change: (inout ManagerSettings) -> Void = { _ in },
        listening: @escaping @Sendable (String, Int) -> Void = { _, _ in },
        build: (Manager) throws -> Void, _ body: @escaping @Sendable (Manager) async throws -> Void
    ) async throws {
        var settings = ManagerSettings(name: name)
        settings.metricsAddress = ""
        settings.healthAddress = ""
        settings.minimumRetryDelay = .milliseconds(5)
        change(&settings)
        let posted = posted
        let manager = Manager(
            settings: settings, cluster: cluster,
            http: { request in
                posted.withLock { $0.append(request) }
                return 202
            }, logger: logger, listening: listening)
        try build(manager)
        let stop = RunSwitch()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await manager.run(until: stop) }
            group.addTask {
                defer { stop.raise() }
                try await body(manager)
            }
            while try await group.next() != nil {}
        }
    }
}
