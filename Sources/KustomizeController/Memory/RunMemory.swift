internal import KubernetesModel
internal import ResourceApply
internal import Synchronization

/// What a run that applied everything knew and did.
struct CompleteRun: Sendable {
    /// A digest of spec, variables and target: what else but the artifact the result depends on.
    var inputs: Int
    var artifactDigest: String
    var revision: String
    var footprint: BuildFootprint
    /// Of the build, for the history.
    var buildDigest: String
    /// What became of each object.
    var entries: [ChangeSetEntry]
    /// The identity it was applied as.
    var identity: String
    /// When everything was last compared with the cluster, on the monotonic clock.
    var comparedAt: Duration
    /// Objects that remove themselves when they are done.
    var vanishing: Set<ObjectIdentity>
}

/// What is known of each Kustomization's objects between its runs, and whether a change of one of them is drift.
///
/// Lost with the process: the first run after a start compares everything.
final class RunMemory: Sendable {
    private struct Slot {
        /// By the object as wanted.
        var settled: [ObjectIdentity: SettledObject] = [:]
        /// By the object as it is on the server.
        var live: [ObjectIdentity: SettledObject] = [:]
        var complete: CompleteRun?
        var isRunning = false
        /// What was seen of objects during the run; nil for gone.
        var seen: [ObjectIdentity: OwnedRecord?] = [:]
    }
    private let slots = Mutex<[ObjectKey: Slot]>([:])

    /// A run begins: what is seen of its objects from now on is judged when it ends.
    func begin(_ owner: ObjectKey) {
        slots.withLock { slots in
            slots[owner, default: Slot()].isRunning = true
            slots[owner]?.seen = [:]
        }
    }

    /// The run ended.
    ///
    /// - Returns: an object that drifted meanwhile; nil when none did.
    func end(_ owner: ObjectKey) -> ObjectIdentity? {
        slots.withLock { slots in
            guard var slot = slots[owner] else { return nil }
            slot.isRunning = false
            let seen = slot.seen
            slot.seen = [:]
            slots[owner] = slot
            return seen.first { Self.isDrift($0.value, of: $0.key, slot) }?.key
        }
    }

    /// The Kustomization is gone.
    func forget(_ owner: ObjectKey) { slots.withLock { $0[owner] = nil } }

    /// Keeps what an apply settled; `complete` where it applied everything.
    func keep(_ owner: ObjectKey, _ settled: [ObjectIdentity: SettledObject], complete: CompleteRun?) {
        slots.withLock { slots in
            var slot = slots[owner] ?? Slot()
            if complete != nil {
                slot.settled = settled
            } else {
                slot.settled.merge(settled) { _, new in new }
            }
            slot.live = Dictionary(slot.settled.values.map { ($0.object, $0) }, uniquingKeysWith: { $1 })
            slot.complete = complete
            slots[owner] = slot
        }
    }

    /// The last run, if it applied everything.
    func complete(_ owner: ObjectKey) -> CompleteRun? { slots.withLock { $0[owner]?.complete } }

    /// What is known of the objects, by the object as wanted.
    func settled(_ owner: ObjectKey) -> [ObjectIdentity: SettledObject] { slots.withLock { $0[owner]?.settled ?? [:] } }

    /// A revision moved without anything else.
    func move(_ owner: ObjectKey, to revision: String, artifactDigest: String) {
        slots.withLock { slots in
            slots[owner]?.complete?.revision = revision
            slots[owner]?.complete?.artifactDigest = artifactDigest
        }
    }

    /// An object of `owner` was seen; `record` is nil when it is gone.
    ///
    /// - Returns: whether that is drift, and the owner should run.
    func see(_ owner: ObjectKey, _ object: ObjectIdentity, _ record: OwnedRecord?) -> Bool {
        slots.withLock { slots in
            guard let slot = slots[owner] else { return false }
            if slot.isRunning {
                slots[owner]?.seen[object] = .some(record)
                return false
            }
            return Self.isDrift(record, of: object, slot)
        }
    }

    private static func isDrift(_ record: OwnedRecord?, of object: ObjectIdentity, _ slot: Slot) -> Bool {
        guard let known = slot.live[object] else { return false }
        guard let record else { return slot.complete?.vanishing.contains(object) != true }
        return record.digest != known.live && !record.version.isAtMost(ObjectVersion(known.resourceVersion))
    }
}
