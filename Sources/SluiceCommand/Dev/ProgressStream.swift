internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import Synchronization

/// Says what reconciles: a line for each change of an object's condition.
struct ProgressStream: Sendable {
    let session: Session
    /// The kinds that are watched.
    var kinds: [ToolkitKind] = [.gitRepository, .kustomization]

    /// Prints until the task is cancelled.
    func run() async throws {
        let lines = ProgressLines()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for kind in kinds { group.addTask { try await follow(kind, lines) } }
            try await group.waitForAll()
        }
    }

    private func follow(_ kind: ToolkitKind, _ lines: ProgressLines) async throws {
        let console = session.console
        try await session.cluster.follow(kind.groupVersionKind, ListOptions()) { event in
            switch event {
            case .listed(let object), .added(let object), .modified(let object):
                if let line = lines.line(for: object) { console.note(line) }
            case .deleted(let object):
                lines.forget(object)
                console.action("\(object.subject) deleted")
            case .listing, .synced, .bookmark, .interrupted: break
            }
            return .proceed
        }
    }
}

/// What was said of each object last, so that only news is told.
final class ProgressLines: Sendable {
    private let last = Mutex<[String: String]>([:])

    /// The line for the state of `object`; nil when it says nothing new.
    func line(for object: KubernetesObject) -> String? {
        let text = Self.text(of: object)
        return last.withLock { last in
            guard last[object.subject] != text else { return nil }
            last[object.subject] = text
            return text
        }
    }

    func forget(_ object: KubernetesObject) {
        last.withLock { _ = $0.removeValue(forKey: object.subject) }
    }

    /// Reasons of objects that only wait for others.
    private static let waits: Set<String> = ["DependencyNotReady", "ArtifactFailed"]

    /// A mark, who, and what its conditions say.
    static func text(of object: KubernetesObject) -> String {
        let subject = object.subject
        if object.isBeingDeleted { return "◎ \(subject) is being deleted" }
        if object.isSuspended { return "⚠️ \(subject) is suspended" }
        guard let ready = object.condition("Ready") else { return "◎ \(subject) waiting to be reconciled" }
        let message = ShortDigest.shorten(ready["message"]?.string ?? "")
        let revision = ShortDigest.shorten(
            object.value.at("status", "lastAppliedRevision")?.string ?? object.artifactRevision)
        let suffix = message.contains(revision) || revision.isEmpty ? "" : " (\(revision))"
        switch ready["status"]?.string {
        case "True": return "✔ \(subject) \(message)\(suffix)"
        case "False":
            let reason = ready["reason"]?.string ?? ""
            return waits.contains(reason) ? "◎ \(subject) \(message)" : "✗ \(subject) \(reason): \(message)"
        default: return "◎ \(subject) \(message)"
        }
    }
}
