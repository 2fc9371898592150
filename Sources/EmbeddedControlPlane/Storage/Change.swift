internal import NIOCore
internal import Synchronization

/// One committed change, shared by all who watch: each form of it is encoded once.
final class Change: Sendable {
    let resource: ResourceKey
    /// The new state; for a deletion the last one, under the version of the deletion.
    let object: StoredObject
    /// The state before; nil for a creation.
    let previous: StoredObject?
    let isDeletion: Bool
    private let encodings = Mutex<[String: ByteBuffer]>([:])

    init(resource: ResourceKey, object: StoredObject, previous: StoredObject?, isDeletion: Bool) {
        self.resource = resource
        self.object = object
        self.previous = previous
        self.isDeletion = isDeletion
    }

    /// The revision that made the change.
    var version: Int64 { object.version }

    /// The bytes for one form of the event, made by `encode` the first time.
    func encoding(_ form: String, _ encode: () -> ByteBuffer) -> ByteBuffer {
        encodings.withLock { known in
            if let bytes = known[form] { return bytes }
            let bytes = encode()
            known[form] = bytes
            return bytes
        }
    }
}
