internal import DocumentModel

/// An object as it is stored and sent: JSON in the order of the real server, with the place of its version known, so
/// that the version can be written in when the store assigns it and everything else is encoded once.
struct EncodedObject: Sendable {
    /// Everything before the resource version.
    let head: [UInt8]
    /// Everything after it.
    let tail: [UInt8]
    /// Where `"metadata"` begins: items of built-in lists come without kind and API version.
    let metadataOffset: Int

    /// Encodes `object`; a resource version in it is left out.
    init(_ object: Object, sortsKeys: Bool = false) {
        var head = Array(#"{"kind":"#.utf8)
        head += Self.json(object["kind"] ?? "")
        head += #","apiVersion":"#.utf8
        head += Self.json(object["apiVersion"] ?? "")
        head += ",".utf8
        metadataOffset = head.count
        head += #""metadata":{"#.utf8
        var metadata = object["metadata"]?.object ?? [:]
        metadata["resourceVersion"] = nil
        for key in Self.before {
            guard let value = metadata.removeValue(forKey: key) else { continue }
            head += "\"\(key)\":".utf8
            head += Self.json(value)
            head += ",".utf8
        }
        self.head = head

        var tail: [UInt8] = []
        for key in Self.after {
            guard let value = metadata.removeValue(forKey: key) else { continue }
            tail += ",\"\(key)\":".utf8
            tail += Self.json(key == "labels" || key == "annotations" ? value.sortedByKey : value)
        }
        for (key, value) in metadata { tail += Self.field(key, value) }
        tail += "}".utf8
        for (key, value) in object where !["kind", "apiVersion", "metadata", "status"].contains(key) {
            let value = key == "data" || key == "binaryData" ? value.sortedByKey : value
            tail += Self.field(key, value, sortsKeys: sortsKeys)
        }
        if let status = object["status"] { tail += Self.field("status", status, sortsKeys: sortsKeys) }
        tail += "}".utf8
        self.tail = tail
    }

    /// How much memory the document takes.
    var byteCount: Int { head.count + tail.count }

    /// The whole document with this version; without one for nil.
    func bytes(version: Int64?) -> [UInt8] {
        guard let version else { return withoutVersion }
        var bytes: [UInt8] = []
        let field = "\"resourceVersion\":\"\(version)\"".utf8
        bytes.reserveCapacity(head.count + field.count + tail.count)
        bytes += head
        bytes += field
        bytes += tail
        return bytes
    }

    /// The commas around the missing version become one, or none before the closing brace.
    private var withoutVersion: [UInt8] {
        if tail.first == UInt8(ascii: ",") {
            return head + tail.dropFirst()
        }
        return head.last == UInt8(ascii: ",") ? head.dropLast() + tail : head + tail
    }

    private static let before = ["name", "generateName", "namespace", "selfLink", "uid"]
    private static let after = [
        "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations",
        "ownerReferences", "finalizers", "managedFields",
    ]

    private static func field(_ key: String, _ value: Value, sortsKeys: Bool = false) -> [UInt8] {
        let options = JSON.WritingOptions(sortsKeys: sortsKeys, escapesHTML: true)
        return Array(",".utf8) + json(.string(key)) + Array(":".utf8) + JSON.write(value, options)
    }

    static func json(_ value: Value) -> [UInt8] { JSON.write(value, JSON.WritingOptions(escapesHTML: true)) }
}

extension Value {
    /// An object with its fields in byte order; other values as they are.
    fileprivate var sortedByKey: Value { object.map { .object($0.sorted()) } ?? self }
}
