import KubernetesModel
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct SettlementTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let ending: RunEnding
        let next: Settlement.Next
        /// `Type=Status/Reason`, in order.
        let conditions: [String]
        var observed: Int64? = nil
        var handles = true
        var event: EventSeverity? = nil
    }

    static let waiting = Waiting(on: [], limit: .seconds(30), phase: .progressing)
    static let blocked = Waiting(
        on: [], limit: .seconds(30), phase: .blocked(.dependencyNotReady, "b is not ready"), event: .info)

    static let cases = [
        Case(
            testDescription: "success", ending: .success(.reconciliationSucceeded, "ok", .jittered(.seconds(60))),
            next: .requeue(.jittered(.seconds(60))), conditions: ["Ready=True/ReconciliationSucceeded"], observed: 3),
        Case(
            testDescription: "failure with back-off", ending: .failure(ReconcileFailure(.buildFailed, "no")),
            next: .backoff, conditions: ["Reconciling=True/ProgressingWithRetry", "Ready=False/BuildFailed"],
            event: .error),
        Case(
            testDescription: "failure with its own delay",
            ending: .failure(ReconcileFailure(.buildFailed, "no", retry: .after(.seconds(7)))),
            next: .requeue(.after(.seconds(7))),
            conditions: ["Reconciling=True/ProgressingWithRetry", "Ready=False/BuildFailed"], event: .error),
        Case(
            testDescription: "terminal",
            ending: .failure(ReconcileFailure(.invalidCELExpression, "bad", retry: .onlyWhenSpecChanges)),
            next: .never, conditions: ["Stalled=True/InvalidCELExpression", "Ready=False/InvalidCELExpression"],
            observed: 3, event: .error),
        Case(
            testDescription: "waiting while work goes on", ending: .waiting(waiting), next: .wait(limit: .seconds(30)),
            conditions: ["Reconciling=True/Progressing"], handles: false),
        Case(
            testDescription: "blocked", ending: .waiting(blocked), next: .wait(limit: .seconds(30)),
            conditions: ["Reconciling=True/ProgressingWithRetry", "Ready=False/DependencyNotReady"], event: .info),
        Case(
            testDescription: "settled", ending: .settled, next: .never, conditions: ["Reconciling=True/Progressing"]),
    ]

    @Test(arguments: cases) func `a run closes as its end asks`(_ example: Case) {
        var status = Widget.Status()
        status.conditions.set(.reconciling, .true, .progressing, "step", generation: 3, now: "t")
        let settlement = Settlement.settle(
            example.ending, policy: ConditionPolicy(), generation: 3, now: "t", status: &status)
        #expect(settlement.next == example.next)
        #expect(status.conditions.map { "\($0.type)=\($0.status.rawValue)/\($0.reason)" } == example.conditions)
        #expect(status.observedGeneration == example.observed)
        #expect(settlement.handlesRequest == example.handles)
        #expect(settlement.event?.severity == example.event)
    }

    @Test func `the message of the last step stays when it is tried again`() {
        var status = Widget.Status()
        status.conditions.set(.reconciling, .true, .progressing, "Building", generation: 1, now: "t")
        _ = Settlement.settle(
            .failure(ReconcileFailure(.failed, "no")), policy: ConditionPolicy(), generation: 1, now: "t",
            status: &status)
        #expect(status.conditions[.reconciling]?.message == "Building")
    }

    private var summary: ConditionPolicy {
        let stored = ConditionType("ArtifactInStorage")
        let failed = ConditionType("FetchFailed")
        return ConditionPolicy(
            ready: .summary(
                ConditionSummary(
                    of: [failed, stored, .stalled, .reconciling], negative: [failed, .stalled, .reconciling])))
    }

    @Test func `a success that does not summarise to Ready is a failure`() {
        var status = Widget.Status()
        status.conditions.set(ConditionType("FetchFailed"), .true, .failed, "gone", generation: 1, now: "t")
        let settlement = Settlement.settle(
            .success(.succeeded, "", .jittered(.seconds(1))), policy: summary, generation: 1, now: "t", status: &status)
        #expect(settlement.next == .backoff)
        #expect(settlement.failure?.message == "gone")
        #expect(status.conditions[.ready]?.status == .false)
    }

    @Test func `Ready repeats what it is summarised from`() {
        var status = Widget.Status()
        status.conditions.set(
            ConditionType("ArtifactInStorage"), .true, .succeeded, "stored it", generation: 1, now: "t")
        let settlement = Settlement.settle(
            .success(.failed, "ignored", .never), policy: summary, generation: 1, now: "t", status: &status)
        #expect(settlement.failure == nil)
        #expect(status.conditions[.ready]?.message == "stored it")
    }

    @Test func `a run opens with a word on the new generation`() throws {
        var widget = Widget(metadata: ObjectMetadata(name: "a", generation: 2), spec: .init(size: 1), status: .init())
        widget.status.observedGeneration = 1
        var status = widget.status
        let isUrgent = Opening.open(widget, .announced("reconciliation in progress"), now: "t", status: &status)
        #expect(isUrgent)
        #expect(status.conditions[.reconciling]?.message == "processing object: new generation 1 -> 2")
        #expect(status.conditions[.ready]?.status == .unknown)
    }

    @Test func `jitter stays within its percentage and zero turns it off`() {
        #expect(Jitter.apply(.seconds(100), percentage: 5) { $0.upperBound } == .seconds(105))
        #expect(Jitter.apply(.seconds(100), percentage: 5) { $0.lowerBound } == .seconds(95))
        #expect(Jitter.apply(.seconds(100), percentage: 0) == .seconds(100))
    }
}
