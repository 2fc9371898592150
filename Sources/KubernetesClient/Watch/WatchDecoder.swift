internal import DocumentModel
internal import KubernetesModel

/// Turns the bytes of a watch into events: one JSON object a line. Pure.
struct WatchDecoder {
    /// The longest line; objects in etcd are smaller by far.
    static let frameLimit = 32 << 20

    private let kind: GroupVersionKind
    private let purpose: String
    private var pending: [UInt8] = []

    init(_ kind: GroupVersionKind, purpose: String) {
        self.kind = kind
        self.purpose = purpose
    }

    /// The events that are complete with these bytes.
    ///
    /// - Throws: ``KubernetesError``: what an ERROR event says, or `unreadableAnswer` for what is no event.
    mutating func feed(_ bytes: [UInt8]) throws(KubernetesError) -> [WatchEvent] {
        var events: [WatchEvent] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = pending.isEmpty ? Array(rest[..<end]) : pending + rest[..<end]
            pending = []
            rest = rest[(end + 1)...]
            if let event = try event(line) { events.append(event) }
        }
        pending += rest
        guard pending.count <= Self.frameLimit else {
            throw KubernetesError(
                .unreadableAnswer, "cannot \(purpose): an event is larger than \(Self.frameLimit) bytes")
        }
        return events
    }

    /// The stream has ended. Half an event means that the connection broke: nothing of it counts.
    func finish() throws(KubernetesError) {
        guard pending.isEmpty else {
            throw KubernetesError(.connection, "cannot \(purpose): the connection broke in the middle of an event")
        }
    }

    private func event(_ line: [UInt8]) throws(KubernetesError) -> WatchEvent? {
        guard line.contains(where: { $0 > 0x20 }) else { return nil }
        let value: Value
        do throws(DocumentError) { value = try JSON.parse(line) } catch {
            throw KubernetesError(.unreadableAnswer, "cannot \(purpose): an event is not JSON: \(error)")
        }
        guard let type = value["type"]?.string, let content = value["object"] else {
            throw KubernetesError(.unreadableAnswer, "cannot \(purpose): an event has no type or no object")
        }
        if type == "ERROR" { throw KubernetesError(watchError: content, purpose: purpose) }
        guard let object = KubernetesObject(content)?.named(kind) else {
            throw KubernetesError(.unreadableAnswer, "cannot \(purpose): the object of an event is no object")
        }
        switch type {
        case "ADDED": return .added(object)
        case "MODIFIED": return .modified(object)
        case "DELETED": return .deleted(object)
        case "BOOKMARK": return .bookmark(resourceVersion: object.resourceVersion)
        default: return nil  // a kind of event that does not exist yet
        }
    }
}
