internal import DocumentModel

/// What a kustomization has collected: objects, and the rules that go up to those that include it.
final class Accumulator {
    let list: ResourceList
    /// The fields that transformations change.
    private(set) var configuration = TransformerConfiguration()
    private(set) var variables: [String: Variable] = [:]

    init(session: BuildSession) { list = ResourceList(session: session) }

    /// Adds to the configuration.
    func add(_ more: TransformerConfiguration) throws(KustomizeError) {
        configuration = try configuration.merging(more)
    }

    /// Takes over what a kustomization below has collected.
    func merge(_ other: Accumulator) throws(KustomizeError) {
        try list.append(all: other.list.resources)
        try add(other.configuration)
        for variable in other.variables.values.sorted(by: { $0.name < $1.name }) { try add(variable) }
    }

    /// Adds variables and notes from which objects they take their values.
    func add(_ incoming: [Variable]) throws(KustomizeError) {
        for variable in incoming {
            let matches = list.resources.filter { !$0.isEmpty && Self.matches($0, variable) }
            guard matches.count <= 1 else {
                throw KustomizeError(
                    .unmatched, "found \(matches.count) objects that the variable \"\(variable.name)\" could mean",
                    field: "vars")
            }
            matches.first?.variables.append(variable.name)
        }
        for variable in incoming { try add(variable) }
    }

    private func add(_ variable: Variable) throws(KustomizeError) {
        guard variables.updateValue(variable, forKey: variable.name) == nil else {
            throw KustomizeError(.duplicate, "var '\(variable.name)' already encountered", field: "vars")
        }
    }

    private static func matches(_ resource: Resource, _ variable: Variable) -> Bool {
        let wanted = ResourceID(type: variable.type, name: variable.objectName, namespace: variable.namespace)
        return (resource.previousIDs + [resource.currentID]).contains { id in
            guard id.name == wanted.name, id.type == wanted.type else { return false }
            return wanted.namespace.isEmpty || id.effectiveNamespace == wanted.effectiveNamespace
        }
    }

    /// Replaces variables by the values of the fields they stand for. Returns those that stood nowhere.
    func expandVariables() throws(KustomizeError) -> [String] {
        guard !variables.isEmpty else { return [] }
        var values: [String: Value] = [:]
        for variable in variables.values.sorted(by: { $0.name < $1.name }) {
            values[variable.name] = try value(of: variable)
        }
        var expansion = VariableExpansion(values: values, specs: configuration.varReference)
        try expansion.apply(to: list)
        return values.keys.filter { !expansion.used.contains($0) }.sorted()
    }

    private func value(of variable: Variable) throws(KustomizeError) -> Value {
        guard let resource = list.resources.first(where: { $0.variables.contains(variable.name) }) else {
            throw KustomizeError(
                .unmatched, "var '\(variable.name)' cannot be mapped to a field in the set of known resources",
                field: "vars")
        }
        let path = PathText.splitBracketed(variable.fieldPath).flatMap(Self.separatingIndexes)
        guard let value = try? ValuePath.lookUp(path, in: .object(resource.content)) else {
            throw KustomizeError(
                .unmatched,
                "the field \"\(variable.fieldPath)\" of var '\(variable.name)' is not in \(resource.currentID)",
                field: "vars")
        }
        return value
    }

    /// `ports[0]` is the field `ports` and the index 0.
    private static func separatingIndexes(_ part: String) -> [String] {
        guard part.hasSuffix("]"), let open = part.lastIndex(of: "["), open != part.startIndex else { return [part] }
        return [String(part[..<open]), String(part[part.index(after: open)...].dropLast())]
    }
}
