import ControllerRuntime
import KubernetesModel
import Platform
import ResourceApply
import ResourceStatus
import Testing
import ToolkitAPI

@testable import KustomizeController

/// A Kustomization of the namespace `apps`.
func kustomization(_ name: String, _ change: (inout Kustomization) -> Void = { _ in }) -> Kustomization {
    var metadata = ObjectMetadata(name: name, namespace: "apps")
    metadata.generation = 1
    let spec = Kustomization.Spec(
        interval: APIDuration(.seconds(600)), sourceRef: .init(kind: .GitRepository, name: "web"), prune: true)
    var result = Kustomization(metadata: metadata, spec: spec)
    change(&result)
    return result
}

private func condition(_ type: ConditionType, _ status: ConditionStatus) -> Condition {
    Condition(type: type, status: status, lastTransitionTime: "", reason: .progressing, message: "")
}

private func artifact(_ revision: String) -> Artifact {
    Artifact(path: "", url: "", revision: revision, digest: "", lastUpdateTime: "")
}

private func source(_ revision: String?) -> ArtifactSource {
    ArtifactSource(
        kind: .GitRepository, key: ObjectKey(namespace: "apps", name: "web"), artifact: revision.map(artifact))
}

@Suite struct SourceFanOutTests {
    @Test func `WA-2: a new revision matters, a new archive of the same does not`() {
        #expect(SourceFanOut.matters(.updated(old: source(nil), new: source("1"))))
        #expect(SourceFanOut.matters(.updated(old: source("1"), new: source("2"))))
        #expect(!SourceFanOut.matters(.updated(old: source("1"), new: source("1"))))
        #expect(!SourceFanOut.matters(.updated(old: source("1"), new: source(nil))))
        #expect(SourceFanOut.matters(.added(source(nil), isInitial: false)))
    }

    @Test func `WA-2, WA-4: those at work are left out, the rest is ordered, dependencies come along`() throws {
        let done = kustomization("done") {
            $0.status.lastAttemptedRevision = "2"
            $0.status.conditions = [condition(.ready, .true)]
        }
        let failed = kustomization("failed") { $0.status.lastAttemptedRevision = "2" }
        let a = kustomization("a") { $0.spec.dependsOn = [.init(name: "z"), .init(name: "x", namespace: "other")] }
        let keys = try SourceFanOut.keys(for: source("2"), among: [done, a, failed, kustomization("z")])
        #expect(keys.map(\.description) == ["apps/z", "other/x", "apps/a", "apps/failed"])
        #expect(try SourceFanOut.keys(for: source(nil), among: [a]).isEmpty)
    }

    @Test func `WA-4: a ring drops the whole fan-out`() {
        let a = kustomization("a") { $0.spec.dependsOn = [.init(name: "b")] }
        let b = kustomization("b") { $0.spec.dependsOn = [.init(name: "a")] }
        #expect(throws: DependencyOrder.Cycle.self) { try SourceFanOut.keys(for: source("1"), among: [a, b]) }
    }
}

@Suite struct DependencyCheckTests {
    private func ready(_ change: (inout Kustomization) -> Void = { _ in }) -> Kustomization {
        kustomization("base") { base in
            base.status.conditions = [condition(.ready, .true)]
            base.status.observedGeneration = 1
            base.status.lastAppliedRevision = "1"
            change(&base)
        }
    }

    private func problem(_ dependency: Kustomization) -> String? {
        DependencyCheck.problem(with: dependency, for: kustomization("web"), revision: "1")
    }

    @Test func `DP-5, DP-6: a dependency must be ready, observed and at the revision of the same source`() {
        #expect(problem(ready()) == nil)
        #expect(problem(ready { $0.status.conditions = [] }) == "dependency 'apps/base' is not ready")
        #expect(problem(ready { $0.metadata.generation = 2 }) == "dependency 'apps/base' is not ready")
        #expect(problem(ready { $0.spec.suspend = true }) == nil)
        let old = ready { $0.status.lastAppliedRevision = "0" }
        #expect(problem(old) == "dependency 'apps/base' revision is not up to date")
        let other = ready {
            $0.status.lastAppliedRevision = "0"
            $0.spec.sourceRef.name = "other"
        }
        #expect(problem(other) == nil)
    }
}

@Suite struct HistoryBookTests {
    private func run(_ digest: String, _ reason: ConditionReason = .reconciliationSucceeded) -> HistoryBook.Run {
        HistoryBook.Run(
            digest: digest, reason: reason, took: .milliseconds(1500), revision: "r", originRevision: "", now: "now")
    }

    @Test func `HI-1, HI-3: the same build and outcome is counted and goes to the front`() {
        var history = HistoryBook.adding(run("a"), to: nil)
        history = HistoryBook.adding(run("b"), to: history)
        history = HistoryBook.adding(run("a", .healthCheckFailed), to: history)
        history = HistoryBook.adding(run("a"), to: history)
        #expect(history.map(\.digest) == ["a", "a", "b"])
        #expect(history.map(\.totalReconciliations) == [2, 1, 1])
        #expect(history.first?.lastReconciledDuration == "1.5s")
        #expect(history.first?.metadata == ["revision": "r"])
    }

    @Test func `HI-3: five are kept`() {
        let history = (1...9).reduce(nil as [Kustomization.Snapshot]?) { HistoryBook.adding(run("\($1)"), to: $0) }
        #expect(history?.map(\.digest) == ["9", "8", "7", "6", "5"])
    }
}

@Suite struct BuildPathTests {
    @Test(
        arguments: [
            ("", ""), ("./", ""), ("./a", "a"), ("a", "a"), ("/a/b/", "a/b"), ("../../etc", "etc"), ("a/../b", "b"),
            ("a//./b", "a/b"),
        ])
    func `AF-6: a path never leaves the artifact`(_ path: String, _ clean: String) {
        #expect(BuildPath.clean(path) == clean)
    }
}

@Suite struct RunMemoryTests {
    let owner = ObjectKey(namespace: "apps", name: "web")
    let object = ObjectIdentity(
        kind: GroupKind(group: "", kind: "ConfigMap"), key: ObjectKey(namespace: "apps", name: "a"))

    private func memory() -> RunMemory {
        let memory = RunMemory()
        let known = SettledObject(wanted: 1, live: 7, resourceVersion: "10", object: object, apiVersion: "v1")
        memory.keep(owner, [object: known], complete: nil)
        return memory
    }

    private func record(digest: Int, version: String) throws -> OwnedRecord {
        var live = KubernetesObject(
            kind: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "apps", name: "a")
        live.labels = [LabelName.kustomizationName: "web", LabelName.kustomizationNamespace: "apps"]
        live.resourceVersion = version
        let ownership = TakeOver(fieldManager: KustomizeController.name)
        let digests = OwnedDigest(ownership: ownership, switches: KustomizationReconciler.switches)
        var record = try #require(OwnedRecord(live, digest: digests, now: .now()))
        record.digest = digest
        return record
    }

    @Test func `drift is another digest in a newer version, or absence`() throws {
        let memory = memory()
        #expect(!memory.see(owner, object, try record(digest: 7, version: "11")))
        #expect(!memory.see(owner, object, try record(digest: 8, version: "9")))
        #expect(!memory.see(owner, object, try record(digest: 8, version: "10")))
        #expect(memory.see(owner, object, try record(digest: 8, version: "11")))
        #expect(memory.see(owner, object, nil))
        #expect(!memory.see(ObjectKey(name: "unknown"), object, nil))
    }

    @Test func `what is seen during a run is judged when it ends`() throws {
        let memory = memory()
        memory.begin(owner)
        #expect(!memory.see(owner, object, nil))
        #expect(!memory.see(owner, object, try record(digest: 7, version: "12")))
        #expect(memory.end(owner) == nil)
        memory.begin(owner)
        #expect(!memory.see(owner, object, nil))
        #expect(memory.end(owner) == object)
    }
}

@Suite struct DriftQueueTests {
    @Test func `drift runs at once, and ever later when it comes back`() {
        let time = Box(Duration.seconds(1000))
        let runs = Box<[String]>([])
        let queue = DriftQueue(now: { time.value }, run: { _, trigger in runs.change { $0.append(trigger) } })
        let owner = ObjectKey(name: "web")
        for index in 1...5 { queue.add(owner, trigger: "\(index)") }
        #expect(runs.value == ["1", "2", "3"])
        queue.runDue()
        #expect(runs.value.count == 3)
        time.change { $0 += .seconds(1) }
        queue.runDue()
        #expect(runs.value == ["1", "2", "3", "4"])
        time.change { $0 += .seconds(600) }
        queue.add(owner, trigger: "later")
        #expect(runs.value.last == "later")
    }
}

@Suite struct InventoryBookTests {
    private func entry(_ name: String, version: String = "v1") -> ChangeSetEntry {
        ChangeSetEntry(
            ObjectIdentity(
                kind: GroupKind(group: "", kind: "ConfigMap"), key: ObjectKey(namespace: "apps", name: name)),
            version: version, action: .created)
    }

    @Test func `IV-5: another version is no deletion`() throws {
        let old = InventoryBook.inventory(of: [entry("a", version: "v1beta1"), entry("b")])
        let new = InventoryBook.inventory(of: [entry("a")])
        #expect(try InventoryBook.stale(old, new).map(\.object.subject) == ["ConfigMap/apps/b"])
        #expect(try InventoryBook.stale(nil, new).isEmpty)
    }

    @Test func `IV-3: an entry that cannot be read is an error`() {
        let broken = Kustomization.Inventory(entries: [.init(id: "nonsense", v: "v1")])
        #expect(throws: InventoryID.Malformed.self) {
            try InventoryBook.stale(broken, Kustomization.Inventory(entries: []))
        }
    }

    @Test func `PR-5: entries are added once`() {
        let inventory = InventoryBook.inventory(of: [entry("a")])
        #expect(InventoryBook.adding([entry("a"), entry("b"), entry("b")], to: inventory).entries.count == 2)
    }
}
