import ControllerRuntime
import ControllerRuntimeTesting
import HTTPTransport
import KubernetesModel

/// Runs the widget controller in this process, against a fake cluster.
struct TestProcess: Sendable {
    let host = TestManager()

    var cluster: FakeCluster { host.cluster }
    var posted: SharedLock<[HTTPRequest]> { host.posted }

    /// Runs the controller while `body` runs, then stops it gracefully.
    func run(
        _ script: RunScript = RunScript(), policy: ConditionPolicy = ConditionPolicy(),
        settings change: (inout ManagerSettings) -> Void = { _ in },
        listening: @escaping @Sendable (String, Int) -> Void = { _, _ in },
        build: @escaping @Sendable (Manager) -> Void = { _ in },
        _ body: @escaping @Sendable (Manager) async throws -> Void
    ) async throws {
        try await host.run(name: "widget-controller", settings: change, listening: listening) { manager in
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
        } _: {
            try await body($0)
        }
    }

    func widget(_ name: String) -> Widget? {
        cluster[Widget.groupKind, Widget.key(name)].flatMap { try? Widget($0) }
    }

    func ready(_ name: String) -> Condition? { widget(name)?.status.conditions[.ready] }
}
