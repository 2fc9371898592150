public import KubernetesModel

/// Brings one kind of object from what its spec asks for to what is so.
///
/// Level-based: a run gets the object as it is, never the event that started it, and may run at any time, also when
/// nothing changed. One object is never in two runs at once. The runtime owns everything around it: it fetches, adds
/// the finalizer, looks at suspension, patches the status, emits the events, schedules the next run and measures.
///
/// - A run that ends well returns a ``ReconcileResult``.
/// - A run that fails throws a ``ReconcileFailure``, which says reason, message and when to try again. Any other error is
///   retried with back-off under the reason ``ConditionPolicy/unclassifiedReason``.
/// - `CancellationError` while the process stops settles nothing: no condition, no event.
public protocol Reconciler<Resource>: Sendable {
    /// The kind it reconciles.
    associatedtype Resource: CustomResource

    /// One run. Changes of the status go through `context`, and are kept whether the run returns or throws.
    func reconcile(_ resource: Resource, in context: ReconcileContext<Resource>) async throws -> ReconcileResult

    /// Cleans up what a deleted object leaves behind; the runtime then removes the finalizer.
    ///
    /// A thrown error keeps the finalizer and is retried. Called for suspended objects too.
    func finalize(_ resource: Resource, in context: ReconcileContext<Resource>) async throws -> FinalizeResult

    /// Whether the object asks for no runs.
    func isSuspended(_ resource: Resource) -> Bool
}

extension Reconciler {
    /// Nothing to clean up.
    public func finalize(_ resource: Resource, in context: ReconcileContext<Resource>) async throws -> FinalizeResult {
        .finished
    }

    /// Never suspended.
    public func isSuspended(_ resource: Resource) -> Bool { false }
}
