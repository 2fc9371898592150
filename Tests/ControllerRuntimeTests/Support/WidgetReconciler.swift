import ControllerRuntime
import KubernetesModel
import Synchronization

/// A whole controller in a page: copies the wanted size into the status, once the source is there.
struct WidgetReconciler: Reconciler {
    let sources: Informer<Source>
    var script = RunScript()

    func reconcile(_ widget: Widget, in context: ReconcileContext<Widget>) async throws -> ReconcileResult {
        script.began(widget, context.wait)
        try await context.report("Making size \(widget.spec.size)", ready: "Reconciliation in progress")
        try await script.behave(widget)
        if let name = widget.spec.source, sources[ObjectKey(namespace: widget.metadata.namespace, name: name)] == nil {
            let target = WaitTarget(Source.groupKind, ObjectKey(namespace: widget.metadata.namespace, name: name))
            return .waiting(
                Waiting(
                    on: [target], limit: .seconds(3600),
                    phase: .blocked(.dependencyNotReady, "Source \(name) does not exist"), memo: name))
        }
        context.status.size = widget.spec.size
        context.eventMetadata["examples.sluice.dev/size"] = String(widget.spec.size)
        context.emit(ReconcileEvent(.info, .succeeded, "Made size \(widget.spec.size)"))
        return .success(.succeeded, "Size is \(widget.spec.size)", next: .jittered(.seconds(600)))
    }

    func finalize(_ widget: Widget, in context: ReconcileContext<Widget>) async throws -> FinalizeResult {
        script.finalized(widget)
        return .finished
    }

    func isSuspended(_ widget: Widget) -> Bool { widget.spec.suspend ?? false }
}

/// What a test wants to happen inside a run, and what happened.
final class RunScript: Sendable {
    private struct State {
        var runs: [String] = []
        var waits: [String] = []
        var finalized: [String] = []
        var behaviour: (@Sendable (Widget) async throws -> Void)?
    }
    private let state = Mutex(State())

    init(_ behaviour: (@Sendable (Widget) async throws -> Void)? = nil) { state.withLock { $0.behaviour = behaviour } }

    var runs: [String] { state.withLock(\.runs) }
    /// What became of waits: `resumed:<memo>` or `superseded:<memo>`.
    var waits: [String] { state.withLock(\.waits) }
    var finalized: [String] { state.withLock(\.finalized) }

    func began(_ widget: Widget, _ wait: WaitOutcome?) {
        state.withLock { state in
            state.runs.append(widget.metadata.name)
            switch wait {
            case .resumed(let resumption): state.waits.append("resumed:\(resumption.memo as? String ?? "")")
            case .superseded(let memo, _): state.waits.append("superseded:\(memo as? String ?? "")")
            case nil: break
            }
        }
    }

    func finalized(_ widget: Widget) { state.withLock { $0.finalized.append(widget.metadata.name) } }
    func behave(_ widget: Widget) async throws { try await state.withLock(\.behaviour)?(widget) }
}
