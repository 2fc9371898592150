internal import CommonExpressionLanguage
internal import DocumentModel
internal import KubernetesModel

/// Tries the expressions of a policy on the types of the kinds it is about, and says what they would fail on.
struct PolicyTypeCheck {
    /// How many kinds are looked at for each rule.
    private static let limit = 10

    private let served: ResourceRegistry
    private let policy: Value
    private var schemas = OpenAPITypes()

    /// `expressionWarnings` for the spec of a ValidatingAdmissionPolicy.
    static func warnings(_ spec: Value, _ registry: ResourceRegistry) -> [Value] {
        var check = PolicyTypeCheck(served: registry, policy: spec)
        return check.warnings()
    }

    private init(served: ResourceRegistry, policy: Value) {
        self.served = served
        self.policy = policy
    }

    private mutating func warnings() -> [Value] {
        let parameters = parameterKind.flatMap { type(of: $0) }
        let environments = kinds().compactMap { kind in
            type(of: kind).map { (kind, environment($0, parameters)) }
        }
        var warnings: [Value] = []
        for (index, validation) in (policy["validations"]?.array ?? []).enumerated() {
            for field in ["expression", "messageExpression"] {
                guard let text = validation[field]?.string, !text.isEmpty else { continue }
                let texts = environments.compactMap { kind, environment -> String? in
                    do throws(CELIssues) {
                        _ = try environment.compile(text)
                        return nil
                    } catch {
                        let version = GroupVersion(group: kind.group, version: kind.version)
                        return "\(version.group)/\(version.version), Kind=\(kind.kind): \(error)\n"
                    }
                }
                guard !texts.isEmpty else { continue }
                warnings.append([
                    "fieldRef": .string("spec.validations[\(index)].\(field)"),
                    "warning": .string(texts.joined(separator: "\n")),
                ])
            }
        }
        return warnings
    }

    private var parameterKind: GroupVersionKind? {
        guard let kind = policy["paramKind"], kind.object != nil else { return nil }
        return GroupVersionKind(apiVersion: kind["apiVersion"]?.string ?? "", kind: kind["kind"]?.string ?? "")
    }

    /// The kinds that rules name without wildcards, in order.
    private func kinds() -> [GroupVersionKind] {
        var found: Set<GroupVersionKind> = []
        for rule in policy.at("matchConstraints", "resourceRules")?.array ?? [] {
            func texts(_ key: String) -> [String] {
                let texts = (rule[key]?.array ?? []).compactMap(\.string)
                return texts.contains { $0.contains("*") } ? [] : texts.sorted()
            }
            let resources = texts("resources").filter { !$0.contains("/") }
            var count = 0
            for group in texts("apiGroups") {
                for version in texts("apiVersions") {
                    for plural in resources where count < Self.limit {
                        guard
                            let endpoint = served.served.endpoint(group: group, version: version, plural: plural)
                        else { continue }
                        found.insert(
                            GroupVersionKind(group: group, version: version, kind: endpoint.definition.kind))
                        count += 1
                    }
                }
            }
        }
        func name(_ kind: GroupVersionKind) -> String { "\(kind.group)/\(kind.version), Kind=\(kind.kind)" }
        return found.sorted { name($0) < name($1) }
    }

    private mutating func type(of kind: GroupVersionKind) -> DocumentType? {
        schemas.type(of: kind, served.served.definitions)
    }

    private func environment(_ object: DocumentType, _ parameters: DocumentType?) -> CELEnvironment {
        var environment = PolicyEnvironment.make(hasParameters: parameterKind != nil, hasAuthorizer: true)
        environment.declare("object", object)
        environment.declare("oldObject", object)
        if let parameters { environment.declare("params", parameters) }
        var types: [String: CELType] = [:]
        for variable in policy["variables"]?.array ?? [] {
            environment.declareObject(PolicyEnvironment.variablesType, fields: types)
            environment.declare("variables", .object(PolicyEnvironment.variablesType))
            let expression = PolicyExpression(variable["expression"]?.string ?? "", environment)
            let result = try? expression.program.get()
            types[variable["name"]?.string ?? ""] = result?.resultType ?? .dyn
        }
        environment.declareObject(PolicyEnvironment.variablesType, fields: types)
        environment.declare("variables", .object(PolicyEnvironment.variablesType))
        return environment
    }
}

/// The types of kinds, from the OpenAPI documents that are served.
struct OpenAPITypes {
    private var documents: [GroupVersion: Object] = [:]

    /// Nil where no document describes the kind.
    mutating func type(of kind: GroupVersionKind, _ definitions: [ResourceDefinition]) -> DocumentType? {
        let version = GroupVersion(group: kind.group, version: kind.version)
        let schemas = documents[version] ?? Self.schemas(version, definitions)
        documents[version] = schemas
        let own: Value = [
            "group": .string(kind.group), "kind": .string(kind.kind), "version": .string(kind.version),
        ]
        for (_, schema) in schemas {
            guard schema["x-kubernetes-group-version-kind"]?.array?.contains(own) == true else { continue }
            return DocumentType.type(of: Self.resolved(schema, schemas, []), name: kind.kind, isResource: false)
        }
        return nil
    }

    private static func schemas(_ version: GroupVersion, _ definitions: [ResourceDefinition]) -> Object {
        ResourceCatalog.openAPIv3(version, definitions).at("components", "schemas")?.object ?? [:]
    }

    /// A schema with what it refers to in its place. What contains itself is left open there.
    private static func resolved(_ schema: Value, _ schemas: Object, _ above: [String]) -> Value {
        let parts = (schema["allOf"]?.array ?? []) + [schema]
        if let reference = parts.compactMap({ $0["$ref"]?.string }).first {
            let name = String(reference.split(separator: "/").last ?? "")
            guard let target = schemas[name], !above.contains(name) else {
                return ["x-kubernetes-preserve-unknown-fields": true]
            }
            return resolved(target, schemas, above + [name])
        }
        var result = schema
        if schema["format"] == "int-or-string" { result["x-kubernetes-int-or-string"] = true }
        for field in ["items", "additionalProperties"] {
            if let inner = schema[field], inner.object != nil { result[field] = resolved(inner, schemas, above) }
        }
        if let properties = schema["properties"]?.object {
            result["properties"] = .object(properties.mapValues { resolved($0, schemas, above) })
        }
        return result
    }
}
