internal import CommonExpressionLanguage
internal import DocumentModel
package import KubernetesModel
package import ResourceStatus
package import ToolkitAPI

/// The expressions of `healthCheckExprs`, compiled: how to tell the health of custom kinds.
package struct HealthExpressions: Sendable {
    /// The expressions of one kind, or of a whole group.
    private struct Check: Sendable {
        var inProgress: CELProgram?
        var failed: CELProgram?
        var current: CELProgram
    }

    private var checks: [GroupKind: Check] = [:]

    /// No expressions.
    package init() {}

    /// - Throws: ``InvalidExpression`` for text that is no expression, and where two entries are about one kind.
    package init(_ entries: [Kustomization.CustomHealthCheck]) throws(InvalidExpression) {
        for (index, entry) in entries.enumerated() {
            let kind = GroupKind(group: GroupVersion(apiVersion: entry.apiVersion).group, kind: entry.kind ?? "")
            guard checks[kind] == nil else {
                throw InvalidExpression(
                    "duplicate custom health check for GroupKind '\(kind)' at healthchecks[\(index)]")
            }
            do throws(InvalidExpression) {
                checks[kind] = try Self.check(entry)
            } catch {
                throw InvalidExpression(
                    "failed to create custom status evaluator for healthchecks[\(index)]: \(error.description)")
            }
        }
    }

    private static func check(_ entry: Kustomization.CustomHealthCheck) throws(InvalidExpression) -> Check {
        guard !entry.current.isEmpty else { throw InvalidExpression("expression Current not specified") }
        let current = try program(entry.current, "Current")
        return Check(
            inProgress: try optional(entry.inProgress, "InProgress"), failed: try optional(entry.failed, "Failed"),
            current: current)
    }

    private static func optional(_ text: String?, _ name: String) throws(InvalidExpression) -> CELProgram? {
        guard let text, !text.isEmpty else { return nil }
        return try program(text, name)
    }

    private static func program(_ text: String, _ name: String) throws(InvalidExpression) -> CELProgram {
        do throws(CELIssues) { return try CELEnvironment(libraries: .flux).parse(text) } catch {
            throw InvalidExpression(
                "failed to parse the expression \(name): failed to parse the CEL expression '\(text)': \(error)")
        }
    }

    /// Whether expressions decide over objects of a kind.
    package func decides(_ kind: GroupKind) -> Bool { check(kind) != nil }

    private func check(_ kind: GroupKind) -> Check? {
        checks[kind] ?? checks[GroupKind(group: kind.group, kind: "")]
    }

    /// The health of an object, and why it cannot be told; nil where no expression is about its kind.
    package func read(_ object: KubernetesObject) -> (reading: StatusReading, error: String?)? {
        guard let check = check(object.groupVersionKind.groupKind) else { return nil }
        let content = object.content
        if let observed = Self.whole(content["status"]?["observedGeneration"]),
            let generation = Self.whole(content["metadata"]?["generation"]), observed != generation
        {
            return (
                StatusReading(.inProgress, "Generation \(generation) is not observed yet, only \(observed)"), nil
            )
        }
        var values: [String: CELValue] = [:]
        for (name, value) in content { values[name] = CELValue(value) }
        let steps: [(CELProgram?, ResourceStatus)] = [
            (check.inProgress, .inProgress), (check.failed, .failed), (check.current, .current),
        ]
        for (program, status) in steps {
            guard let program else { continue }
            do throws(CELError) {
                guard case .bool(let isTrue) = try program.evaluate(values, limits: .health) else {
                    return (
                        StatusReading(.unknown, "The expression is not boolean"),
                        "failed to evaluate CEL expression as boolean: '\(program.text)'"
                    )
                }
                if isTrue { return (StatusReading(status, "An expression says so"), nil) }
            } catch {
                return (
                    StatusReading(.unknown, "An expression cannot be evaluated"),
                    "failed to evaluate the CEL expression '\(program.text)': \(error)"
                )
            }
        }
        return (StatusReading(.inProgress, "No expression is true"), nil)
    }

    private static func whole(_ value: Value?) -> Int64? {
        if case .integer(let number) = value { number } else { nil }
    }
}

extension CELLimits {
    /// What one expression of a spec may cost, and how long it may take from now on; far more than any that makes sense.
    static var health: CELLimits {
        let end = ContinuousClock.now.advanced(by: .seconds(5))
        return CELLimits(cost: 10_000_000) { ContinuousClock.now > end }
    }
}

/// An expression of a spec that can never be evaluated.
package struct InvalidExpression: Error, Sendable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
