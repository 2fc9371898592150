internal import ControllerRuntime
internal import KubernetesModel
internal import ToolkitAPI

/// Whether the Kustomizations another one depends on are ready. Pure, but for reading them.
struct DependencyCheck: Sendable {
    /// The Kustomization as the API has it now, past every cache; nil when there is none.
    let read: @Sendable (ObjectKey) async throws -> Kustomization?

    /// Why a Kustomization must wait.
    struct Block: Sendable {
        /// The dependency that is not ready.
        var dependency: ObjectKey
        /// The text of the condition.
        var message: String
        /// What is asked of the dependency.
        var rule: Rule
    }

    /// What makes one dependency ready.
    struct Rule: Sendable {
        /// What `readyExpr` says.
        var expression: ReadyExpression?
        /// Whether its conditions count too.
        var checksConditions = true

        /// Why a dependency is not ready; nil when it is.
        func problem(with dependency: Kustomization, for kustomization: Kustomization, revision: String) -> String? {
            if let expression {
                do throws(ReadyExpression.EvaluationFailure) {
                    guard try expression.isReady(dependency, for: kustomization) else {
                        return "dependency '\(dependency.key)' is not ready according to readyExpr eval"
                    }
                } catch {
                    return error.description
                }
            }
            return checksConditions
                ? DependencyCheck.problem(with: dependency, for: kustomization, revision: revision) : nil
        }
    }

    /// The first dependency, in the order of the list, that is not ready; nil when all are.
    ///
    /// - Parameter isAdditive: whether conditions count beside an expression.
    /// - Throws: `CancellationError`; ``InvalidExpression`` where an expression can never be evaluated.
    func block(_ kustomization: Kustomization, revision: String, isAdditive: Bool) async throws -> Block? {
        let rules = try Self.rules(of: kustomization, isAdditive: isAdditive)
        for (key, rule) in zip(kustomization.dependencyKeys, rules) {
            guard let problem = try await problem(of: key, rule, for: kustomization, revision: revision) else {
                continue
            }
            return Block(dependency: key, message: problem, rule: rule)
        }
        return nil
    }

    /// What is asked of each dependency.
    static func rules(of kustomization: Kustomization, isAdditive: Bool) throws(InvalidExpression) -> [Rule] {
        var rules: [Rule] = []
        for (index, dependency) in (kustomization.spec.dependsOn ?? []).enumerated() {
            guard let text = dependency.readyExpr, !text.isEmpty else {
                rules.append(Rule())
                continue
            }
            do throws(InvalidExpression) {
                rules.append(Rule(expression: try ReadyExpression(text), checksConditions: isAdditive))
            } catch {
                let key = kustomization.dependencyKeys[index]
                throw InvalidExpression("failed to parse expression for dependency \(key): \(error)")
            }
        }
        return rules
    }

    private func problem(
        of key: ObjectKey, _ rule: Rule, for kustomization: Kustomization, revision: String
    ) async throws -> String? {
        do {
            guard let dependency = try await read(key) else {
                return "dependency '\(key)' not found: kustomizations.\(APIGroup.kustomize) \"\(key.name)\" not found"
            }
            return rule.problem(with: dependency, for: kustomization, revision: revision)
        } catch {
            try Task.checkCancellation()
            return "dependency '\(key)' not found: \(error)"
        }
    }

    /// Why a dependency is not ready by its conditions; nil when it is.
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
            block.rule.problem(with: $0, for: kustomization, revision: revision) == nil
        }
    }
}
