import ControllerRuntime
import HTTPTransport
import KubernetesModel
import Logging
import Synchronization

/// Runs the widget controller in this process, against a fake cluster.
struct TestProcess: Sendable {
    let cluster = FakeCluster()
    let posted = SharedLock<[HTTPRequest]>([])

    /// Runs the controller while `body` runs, then stops it gracefully.
    func run(
        _ script: RunScript = RunScript(), policy: ConditionPolicy = ConditionPolicy(),
        settings change: (inout ManagerSettings) -> Void = { _ in },
        listening: @escaping @Sendable (String, Int) -> Void = { _, _ in },
        build: @escaping @Sendable (Manager) -> Void = { _ in },
        _ body: @escaping @Sendable (Manager) async throws -> Void
    ) async throws {
        var settings = ManagerSettings(name: "widget-controller")
        settings.metricsAddress = ""
        settings.healthAddress = ""
        settings.minimumRetryDelay = .milliseconds(5)
        change(&settings)
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let posted = posted
        let manager = Manager(
            settings: settings, cluster: cluster,
            http: { request in
                posted.withLock { $0.append(request) }
                return 202
            }, logger: logger, listening: listening)
        let reconciler = WidgetReconciler(sources: manager.informer(of: Source.self), script: script)
        manager.register(
            Controller(
                reconciler, policy: policy, fieldManager: "widget-controller",
                indexes: [ObjectIndex("source") { $0.spec.source.map { [$0] } ?? [] }],
                watches: [
                    .on(Source.self, when: .appearsOrChanges(\.spec.revision)) { source, widgets in
                        widgets.keys(in: "source", at: source.metadata.name)
                    }
                ]))
        build(manager)
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

    func widget(_ name: String) -> Widget? {
        cluster[Widget.groupKind, Widget.key(name)].flatMap { try? Widget($0) }
    }

    func ready(_ name: String) -> Condition? { widget(name)?.status.conditions[.ready] }
}

/// A lock that can be copied with what holds it.
final class SharedLock<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>
    init(_ value: Value) { mutex = Mutex(value) }
    func withLock<Output: Sendable>(_ body: (inout Value) -> Output) -> Output { mutex.withLock { body(&$0) } }
}
