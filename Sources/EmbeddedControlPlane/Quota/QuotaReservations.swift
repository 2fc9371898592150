internal import DocumentModel
internal import KubernetesModel
internal import Synchronization

/// Objects that quotas have let through and that are not stored yet: they count, so that two requests at once cannot
/// both get what is left.
final class QuotaReservations: Sendable {
    /// One object on its way.
    struct Entry: Sendable {
        var resource: ResourceKey
        var key: ObjectKey
        var object: Value
    }

    private let entries = Mutex<[Entry]>([])

    /// Runs `check` with the objects on their way, alone, and adds the object of the request if it passes.
    func admit(_ entry: Entry?, _ check: ([Entry]) throws(APIError) -> Void) throws(APIError) {
        let outcome = entries.withLock { entries -> Result<Void, APIError> in
            do throws(APIError) {
                try check(entries)
            } catch {
                return .failure(error)
            }
            if let entry { entries.append(entry) }
            return .success(())
        }
        try outcome.get()
    }

    /// Forgets an object whose write is over.
    func remove(_ resource: ResourceKey, _ key: ObjectKey) {
        entries.withLock { entries in
            if let index = entries.firstIndex(where: { $0.resource == resource && $0.key == key }) {
                entries.remove(at: index)
            }
        }
    }
}
