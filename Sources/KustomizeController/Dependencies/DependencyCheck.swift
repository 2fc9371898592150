internal import ControllerRuntime
internal import KubernetesModel
internal import ToolkitAPI

/// Whether the Kustomizations another one depends on are ready. Pure, but for reading them.
struct DependencyCheck: Sendable {
    /// The Kustomization as the API has it now, past every cache; nil when there is none.
    let read: @Sendable (ObjectKey) async throws -> Kustomization?

    /// Why a Kustomization must wait.
    struct Block: Sendable, Equatable {
        /// The dependency that is not ready.
        var dependency: ObjectKey
        /// The text of the condition.
        var message: String
    }

    /// The first dependency, in the order of the list, that is not ready; nil when all are.
    ///
    /// - Throws: `CancellationError`.
    func block(_ kustomization: Kustomization, revision: String) async throws -> Block? {
        for key in kustomization.dependencyKeys {
            guard let problem = try await problem(of: key, for: kustomization, revision: revision) else { continue }
            return Block(dependency: key, message: problem)
        }
        return nil
    }

    private func problem(
        of key: ObjectKey, for kustomization: Kustomization, revision: String
    ) async throws -> String? {
        do {
            guard let dependency = try await read(key) else {
                return "dependency '\(key)' not found: kustomizations.\(APIGroup.kustomize) \"\(key.name)\" not found"
            }
            return Self.problem(with: dependency, for: kustomization, revision: revision)
        } catch {
            try Task.checkCancellation()
            return "dependency '\(key)' not found: \(error)"
        }
    }

    /// Why a dependency is not ready; nil when it is.
    static func problem(
        with dependency: Kustomization, for kustomization: Kustomization, revision: String
    ) -> String? {
        let status = dependency.status
        guard status.conditions.isTrue(.ready), status.observedGeneration == dependency.metadata.generation else {
            return "dependency '\(dependency.key)' is not ready"
        }
        let isSameSource =
            dependency.sourceKey == kustomization.sourceKey
            && dependency.spec.sourceRef.kind == kustomization.spec.sourceRef.kind
        guard isSameSource, status.lastAppliedRevision != revision else { return nil }
        return "dependency '\(dependency.key)' revision is not up to date"
    }

    /// What wakes a Kustomization that waits: the dependency, once nothing is wrong with it.
    static func target(_ block: Block, for kustomization: Kustomization, revision: String) -> WaitTarget {
        WaitTarget(Kustomization.groupVersionKind.groupKind, block.dependency, as: Kustomization.self) {
            problem(with: $0, for: kustomization, revision: revision) == nil
        }
    }
}
