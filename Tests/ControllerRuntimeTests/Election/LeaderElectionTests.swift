import ControllerRuntimeTesting
import DocumentModel
import KubernetesModel
import Platform
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct LeaderElectionTests {
    let wall = Timestamp(seconds: 1_767_366_245)

    private func machine(_ identity: String = "me") -> LeaderElection {
        LeaderElection(identity: identity, settings: ElectionSettings(leaseName: "l", leaseNamespace: "n"))
    }

    private func held(by holder: String, transitions: Int64 = 4) -> LeaseRecord {
        LeaseRecord(holder: holder, duration: .seconds(35), acquired: wall, renewed: wall, transitions: transitions)
    }

    @Test func `a leader knows how long it may go on without a renewal`() {
        var election = machine()
        #expect(election.timeLeft(now: .zero) == nil)
        #expect(election.wrote(held(by: "me"), now: .seconds(10)) == .lead)
        #expect(election.timeLeft(now: .seconds(15)) == .seconds(25))
        #expect(election.timeLeft(now: .seconds(50)) == .zero)
    }

    @Test func `a missing lease is created, a free one taken`() {
        var election = machine()
        guard case .create(let new) = election.decide(on: nil, now: .zero, wall: wall) else {
            return #expect(Bool(false))
        }
        #expect(new.holder == "me" && new.transitions == 0)
        guard case .update(let taken) = election.decide(on: held(by: ""), now: .zero, wall: wall) else {
            return #expect(Bool(false))
        }
        #expect(taken.holder == "me" && taken.transitions == 5)
    }

    @Test func `another's lease is respected until it has not changed for its duration by our clock`() {
        var election = machine()
        let far = LeaseRecord(
            holder: "other", duration: .seconds(35), acquired: Timestamp(seconds: 0), renewed: Timestamp(seconds: 0),
            transitions: 1)
        #expect(election.decide(on: far, now: .zero, wall: wall) == .wait, "their clock may be wrong")
        #expect(election.decide(on: far, now: .seconds(35), wall: wall) == .wait)
        var renewed = far
        renewed.renewed = Timestamp(seconds: 9)
        #expect(election.decide(on: renewed, now: .seconds(36), wall: wall) == .wait, "it is alive")
        guard case .update = election.decide(on: renewed, now: .seconds(72), wall: wall) else {
            return #expect(Bool(false), "it is dead")
        }
    }

    @Test func `a leader that cannot renew goes on until the deadline, and then is lost`() {
        var election = machine()
        _ = election.decide(on: held(by: ""), now: .zero, wall: wall)
        #expect(election.wrote(held(by: "me"), now: .zero) == .lead)
        #expect(election.failed(now: .seconds(29)) == .lead)
        #expect(election.failed(now: .seconds(30)) == .lost)
        #expect(!election.isLeader)
    }

    @Test func `a leader that sees another holder is lost at once`() {
        var election = machine()
        _ = election.wrote(held(by: "me"), now: .zero)
        #expect(election.decide(on: held(by: "other"), now: .seconds(5), wall: wall) == .wait)
        #expect(election.failed(now: .seconds(5)) == .lost)
    }

    @Test func `only the holder releases`() {
        #expect(machine().release(held(by: "other"), wall: wall) == nil)
        #expect(machine().release(held(by: "me"), wall: wall)?.holder == "")
    }

    @Test func `the record is written as Kubernetes has it, and read back`() {
        var object = KubernetesObject(kind: LeaseRecord.kind, namespace: "n", name: "l")
        held(by: "me").write(to: &object)
        #expect(object.content["spec"]?["renewTime"] == "2026-01-02T15:04:05.000000Z")
        #expect(object.content["spec"]?["leaseDurationSeconds"] == 35)
        #expect(LeaseRecord(object) == held(by: "me"))
        #expect(LeaseRecord(KubernetesObject(content: [:])).holder == "")
    }

    @Test func `a process that loses its lease stops at once`() async throws {
        let process = TestProcess()
        let lease = GroupKind(group: "coordination.k8s.io", kind: "Lease")
        let key = ObjectKey(namespace: "system", name: "lease")
        let error = await #expect(throws: LeadershipLost.self) {
            try await process.run(settings: { settings in
                var election = ElectionSettings(leaseName: "lease", leaseNamespace: "system")
                election.retryPeriod = .milliseconds(5)
                settings.election = election
            }) { _ in
                try await eventually("leads") { process.cluster[lease, key] != nil }
                process.cluster.edit(lease, key) { $0.content["spec"]?["holderIdentity"] = "usurper" }
                try await Task.sleep(for: .seconds(3600))  // ends with the process
            }
        }
        #expect(error?.description == "leader election lost")
    }
}
