internal import DocumentModel
internal import KubernetesModel

/// One state of one object, immutable: what readers, lists and watches share.
final class StoredObject: Sendable {
    let key: ObjectKey
    let uid: String
    /// The revision that wrote this state.
    let version: Int64
    let encoded: EncodedObject
    let labels: [String: String]
    let owners: [OwnerReference]
    let finalizers: [String]
    let isBeingDeleted: Bool
    /// The version it is stored in, as manifests write it.
    let apiVersion: String

    /// What garbage collection needs to know of an `ownerReferences` entry.
    struct OwnerReference: Sendable, Hashable {
        var apiVersion: String
        var kind: String
        var name: String
        var uid: String
        var blocksDeletion: Bool
        var isController: Bool
    }

    /// The state that a write of `object` makes, before the store gives it a version.
    ///
    /// - Parameter sortsKeys: whether all fields are in byte order, as those of custom resources are.
    convenience init(_ object: Object, sortsKeys: Bool = false) {
        self.init(object, encoded: EncodedObject(object, sortsKeys: sortsKeys), version: 0)
    }

    init(_ object: Object, encoded: EncodedObject, version: Int64) {
        let view = KubernetesObject(content: object)
        key = view.key
        uid = view.uid
        self.version = version
        self.encoded = encoded
        labels = view.labels
        finalizers = view.finalizers
        isBeingDeleted = view.isBeingDeleted
        apiVersion = view.apiVersion
        owners = (object["metadata"]?["ownerReferences"]?.array ?? []).map(OwnerReference.init)
    }

    private init(_ other: StoredObject, version: Int64) {
        key = other.key
        uid = other.uid
        self.version = version
        encoded = other.encoded
        labels = other.labels
        owners = other.owners
        finalizers = other.finalizers
        isBeingDeleted = other.isBeingDeleted
        apiVersion = other.apiVersion
    }

    /// The same state under another version.
    func at(version: Int64) -> StoredObject { StoredObject(self, version: version) }

    /// The whole document in the storage version of its kind.
    var bytes: [UInt8] { encoded.bytes(version: version) }

    /// The document as a tree.
    var object: Object {
        do { return try JSON.parse(bytes).object ?? [:] } catch { return [:] }
    }
}

extension StoredObject.OwnerReference {
    init(_ value: Value) {
        apiVersion = value["apiVersion"]?.string ?? ""
        kind = value["kind"]?.string ?? ""
        name = value["name"]?.string ?? ""
        uid = value["uid"]?.string ?? ""
        blocksDeletion = value["blockOwnerDeletion"]?.bool ?? false
        isController = value["controller"]?.bool ?? false
    }
}
