/// A ConfigMap or Secret to make.
struct GeneratorRule {
    var isSecret: Bool
    var name: String
    var namespace: String
    var behavior: GeneratorBehavior
    var literals: [String]
    var files: [String]
    var envs: [String]
    var options: GeneratorOptions?
    /// The type of a Secret; empty for the usual one.
    var type: String

    init(_ reader: inout FieldReader, isSecret: Bool) throws(KustomizeError) {
        self.isSecret = isSecret
        name = try reader.text("name")
        namespace = try reader.text("namespace")
        behavior = GeneratorBehavior(word: try reader.text("behavior"))
        literals = try reader.texts("literals")
        files = try reader.texts("files")
        envs = try reader.texts("envs")
        let env = try reader.text("env")
        if !env.isEmpty { envs.append(env) }
        options = try reader.reader("options", GeneratorOptions.init)
        type = isSecret ? try reader.text("type") : ""
    }
}

/// What generated objects carry besides their data.
struct GeneratorOptions {
    var labels: [String: String]
    var annotations: [String: String]
    var disablesHash: Bool
    var isImmutable: Bool

    init(_ reader: inout FieldReader) throws(KustomizeError) {
        labels = try reader.textMap("labels")
        annotations = try reader.textMap("annotations")
        disablesHash = try reader.flag("disableNameSuffixHash")
        isImmutable = try reader.flag("immutable")
    }

    /// These options where they say something, and `other` for the rest.
    func over(_ other: GeneratorOptions) -> GeneratorOptions {
        var copy = self
        copy.labels.merge(other.labels) { own, _ in own }
        copy.annotations.merge(other.annotations) { own, _ in own }
        copy.disablesHash = disablesHash || other.disablesHash
        copy.isImmutable = isImmutable || other.isImmutable
        return copy
    }
}

extension GeneratorRule {
    /// The options with those of the whole kustomization behind them.
    func options(behind global: GeneratorOptions?) -> GeneratorOptions? {
        guard let global else { return options }
        return options?.over(global) ?? global
    }
}
