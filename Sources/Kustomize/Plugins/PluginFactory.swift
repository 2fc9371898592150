internal import DocumentModel

/// Makes built-in generators and transformers of the objects that configure them.
struct PluginFactory {
    let loader: Loader
    let context: BuildContext

    /// What a plugin makes.
    enum Plugin {
        case generator(() throws(KustomizeError) -> [Resource])
        case transformer([any Transformation])
    }

    /// The plugin that `resource` configures.
    func plugin(_ resource: Resource) throws(KustomizeError) -> Plugin {
        guard resource.type.group.isEmpty, resource.type.version == "builtin" else {
            throw KustomizeError(
                .disabled, "external plugins disabled; \(resource.currentID) is no built-in one")
        }
        do {
            let content = Value.object(resource.content).withoutBlanks.object ?? [:]
            var generatorReader = FieldReader(content, .generator)
            if let generator = try generator(resource, &generatorReader) { return .generator(generator) }
            var reader = FieldReader(content, .plugin)
            return .transformer(try transformer(resource, &reader))
        } catch {
            var failure = error
            failure.message = "plugin \(resource.currentID) fails configuration: \(failure.message)"
            throw failure
        }
    }

    private func generator(_ resource: Resource, _ reader: inout FieldReader) throws(KustomizeError)
        -> (() throws(KustomizeError) -> [Resource])?
    {
        switch resource.kind {
        case "ConfigMapGenerator", "SecretGenerator":
            var rule = try GeneratorRule(&reader, isSecret: resource.kind == "SecretGenerator")
            if rule.name.isEmpty { rule.name = resource.content["metadata"]?["name"]?.withoutBlanks.text ?? "" }
            if rule.namespace.isEmpty { rule.namespace = resource.namespace }
            let generator = ObjectGenerator(loader: loader, scopes: context.scopes)
            return { () throws(KustomizeError) in [try generator.resource(rule, options: rule.options)] }
        case "IAMPolicyGenerator":
            let policy = try ServiceAccountPolicy(&reader)
            let scopes = context.scopes
            return { () throws(KustomizeError) in [try policy.resource(scopes)] }
        case "HelmChartInflationGenerator": throw BuildContext.helmIsDisabled(field: resource.kind)
        default: return nil
        }
    }

    private func transformer(_ resource: Resource, _ reader: inout FieldReader) throws(KustomizeError)
        -> [any Transformation]
    {
        let steps = TransformationFactory(loader: loader, context: context)
        switch resource.kind {
        case "AnnotationsTransformer": return [SetEntries(try reader.textMap("annotations"), in: try specs(&reader))]
        case "LabelTransformer": return [SetEntries(try reader.textMap("labels"), in: try specs(&reader))]
        case "HashTransformer": return [AppendHashes()]
        case "ImageTagTransformer":
            guard let rule = try reader.reader("imageTag", ImageRule.init) else { return [] }
            return [RenameImage(rule, specs: try specs(&reader))]
        case "NamespaceTransformer": return [try namespace(resource, &reader)]
        case "PatchJson6902Transformer": return [try steps.jsonPatch(try legacyPatch(&reader))]
        case "PatchStrategicMergeTransformer":
            return [try steps.strategicPatches(try reader.texts("paths"), text: try reader.text("patches"))]
        case "PatchTransformer": return try steps.patch(try PatchRule(&reader))
        case "PrefixTransformer", "SuffixTransformer", "PrefixSuffixTransformer":
            return [try names(resource.kind, &reader)]
        case "ReplacementTransformer":
            return [try steps.replacements(try reader.readers("replacements", ReplacementEntry.init))]
        case "ReplicaCountTransformer":
            let rule = try reader.reader("replica", ReplicaRule.init)
            return [SetReplicas(name: rule?.name ?? "", count: rule?.count ?? 0, specs: try specs(&reader))]
        case "ValueAddTransformer": return [try AddValue(&reader, loader: loader)]
        default: throw KustomizeError(.invalidField, "there is no built-in plugin of this kind")
        }
    }

    private func specs(_ reader: inout FieldReader) throws(KustomizeError) -> [FieldSpec] {
        try reader.readers("fieldSpecs", FieldSpec.init(reading:))
    }

    private func names(_ kind: String, _ reader: inout FieldReader) throws(KustomizeError) -> ChangeNames {
        guard reader.value("fieldSpecs") != nil else {
            throw KustomizeError(.invalidField, "fieldSpecs is not expected to be nil", field: "fieldSpecs")
        }
        let prefix = kind == "SuffixTransformer" ? "" : try reader.text("prefix")
        let suffix = kind == "PrefixTransformer" ? "" : try reader.text("suffix")
        return ChangeNames(prefix: prefix, suffix: suffix, specs: try specs(&reader))
    }

    private func namespace(_ resource: Resource, _ reader: inout FieldReader) throws(KustomizeError) -> SetNamespace {
        let word = try reader.text("setRoleBindingSubjects")
        guard let subjects = word.isEmpty ? .defaultOnly : SetNamespace.Subjects(rawValue: word) else {
            throw KustomizeError(
                .invalidField, "it must be one of \"defaultOnly\", \"none\" or \"allServiceAccounts\"",
                field: "setRoleBindingSubjects")
        }
        return SetNamespace(
            namespace: resource.namespace, specs: try specs(&reader), changesUnsetOnly: try reader.flag("unsetOnly"),
            subjects: subjects)
    }

    private func legacyPatch(_ reader: inout FieldReader) throws(KustomizeError) -> PatchRule {
        let operations = try reader.text("jsonOp")
        var rule = try PatchRule(&reader)
        rule.patch = operations
        return rule
    }
}
