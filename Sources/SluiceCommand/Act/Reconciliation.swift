internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import Platform
internal import ResourceStatus
internal import ToolkitAPI

/// Asks a controller for a run now and waits until it is done.
struct Reconciliation: Sendable {
    let kind: ToolkitKind
    let session: Session

    /// Reconciles the object of that name.
    ///
    /// - Parameter before: runs once the object is known to be worth it, before it is annotated.
    func run(_ name: String, before: @Sendable (KubernetesObject) async throws -> Void = { _ in }) async throws {
        let console = session.console
        let object = try await session.cluster.get(kind.groupVersionKind, session.key(name))
        if kind.isStatic(object) { return console.success("reconciliation not supported by the object") }
        guard !object.isSuspended else { throw CommandFailure("resource is suspended") }
        try await before(object)
        console.action("annotating \(kind.kind) \(name) in \(session.namespace) namespace")
        let last = try await session.cluster.get(kind.groupVersionKind, session.key(name)).lastHandledRequest
        try await request(name)
        console.success("\(kind.kind) annotated")
        console.waiting("waiting for \(kind.kind) reconciliation")
        let done = try await settled(name) { $0.lastHandledRequest != last }
        guard done.conditionStatus("Ready") == "True" else {
            throw CommandFailure("\(kind.kind) reconciliation failed: '\(done.readiness.message)'")
        }
        console.success(kind.success(done))
    }

    /// Sets the annotation that asks for a run.
    private func request(_ name: String) async throws {
        let patch: Value = [
            "metadata": [
                "annotations": [AnnotationName.reconcileRequest: .string(session.now().rfc3339(fractionDigits: 9))]
            ]
        ]
        try await session.cluster.patch(kind.groupVersionKind, session.key(name), .merge(patch))
    }

    /// Waits until the object is settled in the sense of kstatus.
    ///
    /// - Parameter isSeen: whether a state counts at all yet.
    /// - Throws: ``CommandFailure`` with the Ready message when it cannot become ready by itself, or not in time.
    func settled(
        _ name: String, where isSeen: @Sendable (KubernetesObject) -> Bool
    ) async throws -> KubernetesObject {
        var attempt = 0
        while true {
            let object = try await session.cluster.get(kind.groupVersionKind, session.key(name))
            if isSeen(object), let result = try verdict(on: object) { return result }
            let left = session.deadline - .now
            guard left > .zero else { throw CommandFailure(timeoutMessage(object)) }
            try await Task.sleep(for: min(session.poll.delay(attempt: attempt), left))
            attempt += 1
        }
    }

    private func verdict(on object: KubernetesObject) throws -> KubernetesObject? {
        let reading = StatusRules.read(object, now: session.now())
        switch reading.status {
        case .current: return object
        case .inProgress:
            // A run that is over and failed is over: nothing is gained by waiting for the timeout.
            guard object.conditionStatus("Ready") == "False", object.conditionStatus("Reconciling") != "True",
                object.isObserved
            else { return nil }
            return object
        default:
            let message = object.readiness.message
            throw CommandFailure(message.isEmpty ? reading.message : message)
        }
    }

    private func timeoutMessage(_ object: KubernetesObject) -> String {
        let waited = "timed out after \(GoDuration.format(session.timeout)) waiting for \(kind.kind) reconciliation"
        guard object.condition("Ready") != nil else { return waited }
        return "\(waited); it last said: \(object.readiness.message)"
    }
}

extension KubernetesObject {
    /// Whether the controller has seen the current spec.
    var isObserved: Bool {
        guard let generation else { return true }
        return value.at("status", "observedGeneration")?.integer == generation
    }
}
