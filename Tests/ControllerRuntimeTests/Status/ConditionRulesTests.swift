import KubernetesModel
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct ConditionRulesTests {
    private let before = "2026-01-01T00:00:00Z"
    private let now = "2026-01-02T00:00:00Z"

    private func ready(
        _ status: ConditionStatus = .true, _ reason: ConditionReason = .succeeded, _ message: String = "m"
    )
        -> [Condition]
    {
        var conditions: [Condition] = []
        conditions.set(.ready, status, reason, message, generation: 1, now: before)
        return conditions
    }

    @Test func `the transition time moves only with status, reason or message`() {
        for (status, reason, message, moves) in [
            (ConditionStatus.true, ConditionReason.succeeded, "m", false), (.false, .succeeded, "m", true),
            (.true, .failed, "m", true), (.true, .succeeded, "other", true),
        ] {
            var conditions = ready()
            conditions.set(.ready, status, reason, message, generation: 2, now: now)
            #expect(conditions[.ready]?.lastTransitionTime == (moves ? now : before))
            #expect(conditions[.ready]?.observedGeneration == 2, "the generation always follows")
        }
    }

    @Test func `Reconciling and Stalled exclude each other`() {
        var conditions = ready()
        conditions.set(.reconciling, .true, .progressing, "m", generation: 1, now: now)
        conditions.set(.stalled, .true, .failed, "m", generation: 1, now: now)
        #expect(conditions.map(\.type) == [.stalled, .ready])
        conditions.set(.reconciling, .true, .progressing, "m", generation: 1, now: now)
        #expect(conditions.map(\.type) == [.reconciling, .ready])
    }

    @Test func `readers see Stalled, Reconciling, Ready, then the latest generation, then by name`() {
        var conditions: [Condition] = []
        conditions.set(ConditionType("Zeta"), .true, .succeeded, "", generation: 2, now: now)
        conditions.set(ConditionType("Alpha"), .true, .succeeded, "", generation: 1, now: now)
        conditions.set(ConditionType("Beta"), .true, .succeeded, "", generation: 2, now: now)
        conditions.set(.ready, .true, .succeeded, "", generation: 1, now: now)
        conditions.set(.reconciling, .true, .progressing, "", generation: 1, now: now)
        #expect(conditions.map(\.type.rawValue) == ["Reconciling", "Ready", "Beta", "Zeta", "Alpha"])
    }

    @Test func `a long message is cut between characters`() {
        #expect(String(repeating: "a", count: 40_000).cut(toBytes: conditionMessageLimit).utf8.count == 32_768)
        let umlauts = String(repeating: "ü", count: 10).cut(toBytes: 10)
        #expect(umlauts == "üüü...")
        #expect("short".cut(toBytes: 10) == "short")
    }

    struct Summary: CustomTestStringConvertible {
        let testDescription: String
        let conditions: [(ConditionType, ConditionStatus, String)]
        let expected: (ConditionStatus, String)?
    }
    static let fetchFailed = ConditionType("FetchFailed")
    static let outdated = ConditionType("ArtifactOutdated")
    static let stored = ConditionType("ArtifactInStorage")
    static let verified = ConditionType("SourceVerified")
    static let summaries = [
        Summary(testDescription: "nothing there", conditions: [], expected: nil),
        Summary(testDescription: "all well", conditions: [(stored, .true, "stored")], expected: (.true, "stored")),
        Summary(
            testDescription: "bad beats good", conditions: [(stored, .true, "s"), (fetchFailed, .true, "f")],
            expected: (.false, "f")),
        Summary(
            testDescription: "the declared order decides",
            conditions: [(outdated, .true, "o"), (fetchFailed, .true, "f")],
            expected: (.false, "f")),
        Summary(
            testDescription: "work going on is not ready",
            conditions: [(stored, .true, "s"), (.reconciling, .true, "r")],
            expected: (.false, "r")),
        Summary(
            testDescription: "a good thing missing", conditions: [(stored, .false, "s")], expected: (.false, "s")),
        Summary(
            testDescription: "a bad thing absent", conditions: [(fetchFailed, .false, "fine")],
            expected: (.true, "fine")),
        Summary(testDescription: "unknown", conditions: [(stored, .unknown, "u")], expected: (.unknown, "u")),
        Summary(
            testDescription: "promoted before anything",
            conditions: [(fetchFailed, .true, "f"), (verified, .false, "v")],
            expected: (.false, "v")),
    ]

    @Test(arguments: summaries) func `a summary follows polarity and order`(_ example: Summary) {
        let rule = ConditionSummary(
            of: [Self.fetchFailed, Self.outdated, Self.stored, Self.verified, .stalled, .reconciling],
            negative: [Self.fetchFailed, Self.outdated, .stalled, .reconciling], promoted: [Self.verified])
        var conditions: [Condition] = []
        for (type, status, message) in example.conditions {
            conditions.set(type, status, .succeeded, message, generation: 1, now: now)
        }
        let result = conditions.summarised(by: rule)
        #expect(result?.status == example.expected?.0)
        #expect(result?.cause.message == example.expected?.1)
    }
}
