import ClusterTesting
import DocumentModel
import Foundation
import KubernetesClient
import KubernetesModel
import Platform
import ToolkitAPI

extension Harness {
    /// Waits until `look` finds something; says how the controllers stand when it does not.
    @discardableResult
    func wait<Output: Sendable>(
        _ what: String, within limit: Duration = .seconds(60), _ look: @Sendable () async throws -> Output?
    ) async throws -> Output {
        try await eventually(what, within: limit, state: { await self.situation() }, look)
    }

    /// Waits until the object is Ready at its newest generation, and at the revision if one is asked for.
    @discardableResult
    func ready(
        _ kind: GroupVersionKind, _ name: String = "app", at commit: String? = nil,
        within limit: Duration = .seconds(60)
    ) async throws -> KubernetesObject {
        try await wait("\(kind.kind) \(name) is Ready\(commit.map { " at \($0)" } ?? "")", within: limit) {
            guard let object = try await find(kind, name), object.isSettled,
                object.condition(.ready)?.status == .true
            else { return nil }
            guard let commit else { return object }
            return object.revision?.hasSuffix(commit) == true ? object : nil
        }
    }

    /// Waits until a condition has this status and reason.
    @discardableResult
    func condition(
        _ kind: GroupVersionKind, _ name: String = "app", _ type: ConditionType = .ready,
        _ status: ConditionStatus = .false, reason: ConditionReason, within limit: Duration = .seconds(60)
    ) async throws -> Condition {
        try await wait("\(kind.kind) \(name) is \(type)=\(status.rawValue) for \(reason)", within: limit) {
            guard let condition = try await find(kind, name)?.condition(type), condition.status == status,
                condition.reason == reason
            else { return nil }
            return condition
        }
    }

    /// Asks for a run, as `reconcile` of the command line does, and waits until one handled the request.
    func reconcile(_ kind: GroupVersionKind, _ name: String = "app", within limit: Duration = .seconds(60)) async throws
    {
        let token = try await request(kind, name)
        try await wait("\(kind.kind) \(name) handled the request", within: limit) {
            try await find(kind, name)?.status?["lastHandledReconcileAt"]?.string == token ? true : nil
        }
    }

    /// Asks for a run.
    ///
    /// - Returns: the token that stands in `status.lastHandledReconcileAt` once it was handled.
    @discardableResult
    func request(_ kind: GroupVersionKind, _ name: String = "app") async throws -> String {
        let token = UniqueID.random()
        try await patch(
            kind, name, ["metadata": ["annotations": ["reconcile.fluxcd.io/requestedAt": .string(token)]]])
        return token
    }

    /// Waits until the object is gone.
    func gone(_ kind: GroupVersionKind, _ name: String, within limit: Duration = .seconds(60)) async throws {
        try await wait("\(kind.kind) \(name) is gone", within: limit) {
            try await find(kind, name) == nil ? true : nil
        }
    }

    /// Waits until a ConfigMap's entry has this text.
    func holds(_ name: String, _ entry: String, _ text: String, within limit: Duration = .seconds(60)) async throws {
        try await wait("ConfigMap \(name) says \(text)", within: limit) {
            try await value(entry, of: name) == text ? true : nil
        }
    }

    /// Namespaced names of the objects in a Kustomization's inventory.
    func inventory(_ name: String = "app") async throws -> [String] {
        let entries = try await find(Self.kustomization, name)?.status?["inventory"]?["entries"]?.array ?? []
        return entries.compactMap { $0["id"]?.string }.sorted()
    }

    /// How things stand, for a failed test.
    private func situation() async -> String {
        var text = ""
        for kind in [Self.gitRepository, Self.kustomization] {
            let list = try? await client.list(kind, .init(namespace: namespace))
            for object in list?.items ?? [] {
                let status = object.status.map { JSON.text($0) } ?? "no status"
                text += "\(kind.kind) \(object.name) generation \(object.generation ?? 0): \(status)\n"
            }
        }
        return text + controllers.tail
    }
}

extension KubernetesObject {
    /// A condition of the status.
    func condition(_ type: ConditionType) -> Condition? {
        let list = status?["conditions"] ?? .array([])
        return (try? ValueDecoder().decode([Condition].self, from: list))?[type]
    }

    /// Whether a controller has seen the newest generation and works on it no longer.
    var isSettled: Bool {
        status?["observedGeneration"]?.integer == generation && condition(.reconciling)?.status != .true
    }

    /// The revision a source publishes, or a Kustomization applied.
    var revision: String? {
        status?["artifact"]?["revision"]?.string ?? status?["lastAppliedRevision"]?.string
    }
}
