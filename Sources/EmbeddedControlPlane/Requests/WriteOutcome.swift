internal import DocumentModel

/// What a write did.
struct WriteOutcome: Sendable {
    /// The object in the version of the request, as it is now; of a dry run as it would be.
    var object: Object
    var isCreated = false
    /// Whether the write removed the object, since nothing held it any more.
    var isRemoved = false
    var warnings: [String] = []
}

extension Object {
    /// The document in the order of the real server.
    var apiJSON: [UInt8] {
        let version = self["metadata"]?["resourceVersion"]?.string.flatMap { Int64($0) }
        return EncodedObject(self).bytes(version: version)
    }

    /// `metadata`, changed in place.
    mutating func updateMetadata(_ change: (inout Object) -> Void) {
        var metadata = self["metadata"]?.object ?? [:]
        self["metadata"] = .null
        change(&metadata)
        self["metadata"] = .object(metadata)
    }
}
