internal import ResourceApply

/// What one run may take as settled: objects an earlier run applied or compared, whose watch is warm and has seen no change.
struct SettledView: SettledObjects {
    let known: [ObjectIdentity: SettledObject]
    let watches: OwnedWatches
    let access: ClusterAccess

    func settled(_ object: ObjectIdentity, wanted: Int) -> SettledObject? {
        guard let settled = known[object], settled.wanted == wanted, isCurrent(settled) else { return nil }
        return settled
    }

    /// Whether the live object is as it was. A watch that is still behind what we wrote ourselves has nothing newer to tell.
    func isCurrent(_ settled: SettledObject) -> Bool {
        let key = watches.key(settled.object, apiVersion: settled.apiVersion, as: access)
        guard let record = watches.record(settled.object, key) else { return false }
        return record.digest == settled.live || record.version.isOlder(than: ObjectVersion(settled.resourceVersion))
    }

    /// Whether everything an earlier run applied is as it was.
    func holds(for entries: [ChangeSetEntry]) -> Bool {
        guard entries.count == known.count else { return false }
        return known.values.allSatisfy(isCurrent)
    }
}
