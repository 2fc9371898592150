internal import CommonExpressionLanguage
internal import DocumentModel
internal import KubernetesModel
internal import Synchronization

/// The policies of one kind with their bindings, compiled again when one of them changes.
final class PolicySource: Sendable {
    /// A policy, ready to run.
    struct Policy: Sendable {
        var name: String
        var spec: Value
        var bindings: [(name: String, spec: Value)]
        var conditions: MatchConditions
        var variables: [String: CELProgram]
        /// The expressions of `validations`, or those of `mutations`.
        var expressions: [PolicyExpression]
        var messages: [PolicyExpression?]
        var annotations: [PolicyExpression]
        /// A variable that cannot be used, which nothing can do without.
        var problem: String?

        var ignoresFailures: Bool { spec["failurePolicy"]?.string == "Ignore" }
    }

    private struct Compiled: Sendable {
        var versions: [Int64]
        var policies: [Policy]
    }

    private let store: ObjectStore
    private let tables: [ResourceKey]
    private let isMutation: Bool
    private let compiled = Mutex<Compiled?>(nil)

    init(store: ObjectStore, isMutation: Bool) {
        self.store = store
        self.isMutation = isMutation
        let plurals =
            isMutation
            ? ["mutatingadmissionpolicies", "mutatingadmissionpolicybindings"]
            : ["validatingadmissionpolicies", "validatingadmissionpolicybindings"]
        tables = plurals.map { ResourceKey(group: "admissionregistration.k8s.io", plural: $0) }
    }

    /// Those that are bound, by their names.
    var policies: [Policy] {
        let versions = tables.map(store.lastChange)
        return compiled.withLock { compiled in
            if let compiled, compiled.versions == versions { return compiled.policies }
            let policies = read()
            compiled = Compiled(versions: versions, policies: policies)
            return policies
        }
    }

    private func read() -> [Policy] {
        var bindings: [String: [(name: String, spec: Value)]] = [:]
        for object in store.snapshot(tables[1]).objects {
            let spec = object.value["spec"] ?? [:]
            bindings[spec["policyName"]?.string ?? "", default: []].append((object.key.name, spec))
        }
        return store.snapshot(tables[0]).objects.compactMap { object in
            guard let bound = bindings[object.key.name] else { return nil }
            return Self.compile(object.key.name, object.value["spec"] ?? [:], bound, isMutation: isMutation)
        }
    }

    static func compile(
        _ name: String, _ spec: Value, _ bindings: [(name: String, spec: Value)], isMutation: Bool
    ) -> Policy {
        let hasParameters = spec["paramKind"]?.object != nil
        var full = PolicyEnvironment.make(
            hasParameters: hasParameters, hasAuthorizer: true, isMutation: isMutation)
        var plain = PolicyEnvironment.make(hasParameters: hasParameters, hasAuthorizer: false)
        let conditions = MatchConditions(spec["matchConditions"], full)
        var variables: [String: CELProgram] = [:]
        var types: [String: CELType] = [:]
        var problem: String?
        for variable in spec["variables"]?.array ?? [] {
            let variableName = variable["name"]?.string ?? ""
            declare(types, in: &full)
            let expression = PolicyExpression(variable["expression"]?.string ?? "", full)
            switch expression.program {
            case .success(let program):
                variables[variableName] = program
                types[variableName] = program.resultType
            case .failure(let issues):
                problem = problem ?? "composited variable \"\(variableName)\" fails to compile: \(issues)"
            }
        }
        declare(types, in: &full)
        declare(types, in: &plain)
        let validations = spec["validations"]?.array ?? []
        let texts: [String] =
            isMutation
            ? (spec["mutations"]?.array ?? []).map {
                ($0.at("applyConfiguration", "expression") ?? $0.at("jsonPatch", "expression"))?.string ?? ""
            } : validations.map { $0["expression"]?.string ?? "" }
        return Policy(
            name: name, spec: spec, bindings: bindings, conditions: conditions, variables: variables,
            expressions: texts.map { PolicyExpression($0, full) },
            messages: validations.map { validation in
                validation["messageExpression"]?.string.flatMap { $0.isEmpty ? nil : PolicyExpression($0, plain) }
            },
            annotations: (spec["auditAnnotations"]?.array ?? []).map {
                PolicyExpression($0["valueExpression"]?.string ?? "", full)
            }, problem: problem)
    }

    private static func declare(_ types: [String: CELType], in environment: inout CELEnvironment) {
        environment.declareObject(PolicyEnvironment.variablesType, fields: types)
        environment.declare("variables", .object(PolicyEnvironment.variablesType))
    }
}
