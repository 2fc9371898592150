internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// The object an event is about.
struct EventSubject: Sendable, Hashable {
    var kind: GroupVersionKind
    var key: ObjectKey
    var uid: String
    var resourceVersion: String

    /// As events refer to it.
    var reference: Object {
        var reference: Object = ["kind": .string(kind.kind)]
        if !key.namespace.isEmpty { reference["namespace"] = .string(key.namespace) }
        reference["name"] = .string(key.name)
        if !uid.isEmpty { reference["uid"] = .string(uid) }
        reference["apiVersion"] = .string(kind.apiVersion)
        if !resourceVersion.isEmpty { reference["resourceVersion"] = .string(resourceVersion) }
        return reference
    }
}

/// One event on its way out.
struct EventRecord: Sendable, Hashable {
    var subject: EventSubject
    var severity: EventSeverity
    var reason: String
    var message: String
    var metadata: [String: String]
    var time: Timestamp

    /// The type of the Kubernetes Event.
    var type: String { severity == .error ? "Warning" : "Normal" }
}

/// A core/v1 Event as stored: name and count are what counting needs.
struct StoredEvent: Sendable, Equatable {
    var name: String
    var namespace: String
    var record: EventRecord
    var count: Int
    var first: Timestamp

    static let kind = GroupVersionKind(group: "", version: "v1", kind: "Event")

    /// The whole object, as written by `component`.
    func object(component: String) -> KubernetesObject {
        var object = KubernetesObject(kind: Self.kind, namespace: namespace, name: name)
        object.annotations = record.metadata
        object.content["involvedObject"] = .object(record.subject.reference)
        object.content["reason"] = .string(record.reason)
        object.content["message"] = .string(record.message.cut(toBytes: 1024 * 32))
        object.content["source"] = ["component": .string(component)]
        object.content["firstTimestamp"] = .string(first.rfc3339())
        object.content["lastTimestamp"] = .string(record.time.rfc3339())
        object.content["count"] = .integer(Int64(count))
        object.content["type"] = .string(record.type)
        object.content["eventTime"] = .null
        object.content["reportingComponent"] = .string(component)
        object.content["reportingInstance"] = ""
        return object
    }

    /// What changes when it is counted up.
    var countPatch: Value {
        [
            "count": .integer(Int64(count)), "message": .string(record.message.cut(toBytes: 1024 * 32)),
            "lastTimestamp": .string(record.time.rfc3339()),
        ]
    }
}
