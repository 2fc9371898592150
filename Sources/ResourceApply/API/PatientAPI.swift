package import DocumentModel
package import KubernetesClient
package import KubernetesModel

/// An API whose requests are sent again when the connection broke, as far as sending them twice does no harm.
///
/// Without this a single broken connection would fail a whole run, which then waits for its retry interval.
package struct PatientAPI: ApplyAPI {
    private let base: any ApplyAPI
    private let pause: @Sendable (Duration) async throws -> Void

    /// How often a request is sent in all.
    static let attempts = 3
    static let firstPause = Duration.milliseconds(100)

    package init(
        _ base: any ApplyAPI,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.base = base
        self.pause = pause
    }

    package func preferredKind(of kind: GroupKind) async throws(KubernetesError) -> GroupVersionKind {
        try await again { () async throws(KubernetesError) in try await base.preferredKind(of: kind) }
    }

    package func isNamespaced(_ kind: GroupVersionKind) async throws(KubernetesError) -> Bool {
        try await again { () async throws(KubernetesError) in try await base.isNamespaced(kind) }
    }

    package func get(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(KubernetesError) -> KubernetesObject? {
        try await again { () async throws(KubernetesError) in try await base.get(kind, key) }
    }

    package func list(
        _ kind: GroupVersionKind, namespace: String?, labels: String
    ) async throws(KubernetesError) -> [KubernetesObject] {
        try await again { () async throws(KubernetesError) in
            try await base.list(kind, namespace: namespace, labels: labels)
        }
    }

    package func apply(
        _ object: KubernetesObject, fieldManager: String, dryRun: Bool
    ) async throws(KubernetesError) -> KubernetesObject {
        try await again { () async throws(KubernetesError) in
            try await base.apply(object, fieldManager: fieldManager, dryRun: dryRun)
        }
    }

    /// A patch names the version it is for: sent twice, it would conflict with itself.
    package func patch(
        _ kind: GroupVersionKind, _ key: ObjectKey, _ patch: JSONPatch, fieldManager: String
    ) async throws(KubernetesError) -> KubernetesObject {
        try await base.patch(kind, key, patch, fieldManager: fieldManager)
    }

    package func delete(_ kind: GroupVersionKind, _ key: ObjectKey, uid: String) async throws(KubernetesError) {
        try await again { () async throws(KubernetesError) in try await base.delete(kind, key, uid: uid) }
    }

    private func again<Output>(
        _ request: () async throws(KubernetesError) -> Output
    ) async throws(KubernetesError) -> Output {
        var delay = Self.firstPause
        for _ in 1..<Self.attempts {
            do throws(KubernetesError) { return try await request() } catch {
                // An apply can meet its own first attempt, which the server is still busy creating.
                guard error.code == .connection || error.code == .alreadyExists else { throw error }
            }
            do { try await pause(delay) } catch { throw KubernetesError(.cancelled, "cancelled") }
            delay *= 4
        }
        return try await request()
    }
}
