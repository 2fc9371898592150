internal import DocumentModel

/// Makes the transformations that the fields of a kustomization ask for.
struct TransformationFactory {
    let loader: Loader
    let context: BuildContext

    /// A transformation and the kind of built-in transformer that it is in the records of origins.
    typealias Step = (kind: String, transformation: any Transformation)

    /// The transformations of a kustomization in their fixed order.
    func steps(_ file: KustomizationFile, _ configuration: TransformerConfiguration) throws(KustomizeError) -> [Step] {
        var steps: [Step] = []
        if !file.strategicPatches.isEmpty {
            let step = try strategicPatches(file.strategicPatches, text: "")
            steps.append(("PatchStrategicMergeTransformer", step))
        }
        for (index, rule) in file.patches.enumerated() {
            do throws(KustomizeError) { steps += try patch(rule).map { ("PatchTransformer", $0) } } catch {
                throw error.at(field: "patches[\(index)]")
            }
        }
        if !file.namespace.isEmpty {
            steps.append(
                ("NamespaceTransformer", SetNamespace(namespace: file.namespace, specs: configuration.namespace)))
        }
        if !file.namePrefix.isEmpty {
            steps.append(("PrefixTransformer", ChangeNames(prefix: file.namePrefix, specs: configuration.namePrefix)))
        }
        if !file.nameSuffix.isEmpty {
            steps.append(("SuffixTransformer", ChangeNames(suffix: file.nameSuffix, specs: configuration.nameSuffix)))
        }
        steps += try labels(file, configuration)
        if !file.commonAnnotations.isEmpty {
            let step = SetEntries(file.commonAnnotations, in: configuration.commonAnnotations)
            steps.append(("AnnotationsTransformer", step))
        }
        return steps + (try values(file, configuration))
    }

    private func values(_ file: KustomizationFile, _ configuration: TransformerConfiguration) throws(KustomizeError)
        -> [Step]
    {
        var steps: [Step] = []
        for (index, rule) in file.jsonPatches.enumerated() {
            do throws(KustomizeError) { steps.append(("PatchJson6902Transformer", try jsonPatch(rule))) } catch {
                throw error.at(field: "patchesJson6902[\(index)]")
            }
        }
        for rule in file.replicas {
            let step = SetReplicas(name: rule.name, count: rule.count, specs: configuration.replicas)
            steps.append(("ReplicaCountTransformer", step))
        }
        for rule in file.images {
            steps.append(("ImageTagTransformer", RenameImage(rule, specs: configuration.images)))
        }
        if !file.replacements.isEmpty {
            steps.append(("ReplacementTransformer", try replacements(file.replacements)))
        }
        return steps
    }

    private func labels(_ file: KustomizationFile, _ configuration: TransformerConfiguration) throws(KustomizeError)
        -> [Step]
    {
        var steps: [Step] = []
        for (index, rule) in file.labels.enumerated() {
            do throws(KustomizeError) {
                var specs = try rule.fields.merging(configuration.labels)
                if rule.includesSelectors {
                    specs = try specs.merging(configuration.commonLabels)
                } else {
                    if rule.includesTemplates { specs = try specs.merging(configuration.templateLabels) }
                    specs = try specs.merging([FieldSpec("metadata/labels", creates: true)])
                }
                steps.append(("LabelTransformer", SetEntries(rule.pairs, in: specs)))
            } catch { throw error.at(field: "labels[\(index)]") }
        }
        guard !file.labels.isEmpty || !file.commonLabels.isEmpty else { return [] }
        steps.append(("LabelTransformer", SetEntries(file.commonLabels, in: configuration.commonLabels)))
        return steps
    }
}

// Patches and replacements.
extension TransformationFactory {
    /// An entry of `patches`; one that says nothing changes nothing.
    func patch(_ rule: PatchRule) throws(KustomizeError) -> [any Transformation] {
        let text = try text(of: rule)
        let objects = Result { () throws(KustomizeError) in try text.objects() }
        let operations = Result { () throws(KustomizeError) in try text.operations() }
        if case .success(let objects) = objects, case .success(let operations) = operations, !objects.isEmpty,
            !operations.isEmpty
        {
            throw KustomizeError(.patch, "illegally qualifies as both an SM and JSON patch", file: text.file)
        }
        switch (objects, operations) {
        case (.success(let patches), _): return try strategic(patches, rule)
        case (.failure, .success(let operations)):
            guard let target = rule.target else {
                throw KustomizeError(
                    .invalidField, "must specify a target for JSON patch", file: text.file, field: "target")
            }
            let patch = JSONPatchOperations(operations, file: text.file)
            return [PatchSelected(change: .json(patch), selector: try CompiledSelector(target), merge: context.merge)]
        case (.failure(let error), .failure):
            throw KustomizeError(
                .patch, "unable to parse SM or JSON patch: \(error.message)", file: text.file, line: error.line,
                field: error.field)
        }
    }

    private func text(of rule: PatchRule) throws(KustomizeError) -> PatchText {
        let inline = ByteText.trimmed(rule.patch)
        guard inline.isEmpty != rule.path.isEmpty else {
            throw KustomizeError(
                .invalidField,
                inline.isEmpty ? "must specify one of patch and path" : "patch and path can't be set at the same time")
        }
        guard inline.isEmpty else { return PatchText(bytes: Array(inline.utf8), file: nil, reader: context.manifests) }
        let bytes: [UInt8]
        do throws(KustomizeError) { bytes = try loader.load(rule.path) } catch { throw error.at(field: "path") }
        return PatchText(bytes: bytes, file: try loader.locate(rule.path), reader: context.manifests)
    }

    private func strategic(_ patches: [Resource], _ rule: PatchRule) throws(KustomizeError) -> [any Transformation] {
        for patch in patches {
            patch.allowsNameChange = rule.allowsNameChange
            patch.allowsKindChange = rule.allowsKindChange
            // The original notes that in annotations, and so makes texts of all.
            if rule.allowsNameChange || rule.allowsKindChange { patch.makeTexts("annotations") }
        }
        guard let target = rule.target, let first = patches.first else {
            return [PatchNamed(patches: patches, merge: context.merge)]
        }
        guard patches.count == 1 else {
            throw KustomizeError(
                .invalidField,
                "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field",
                field: "target")
        }
        return [PatchSelected(change: .strategic(first), selector: try CompiledSelector(target), merge: context.merge)]
    }

    /// Strategic merge patches, each a path or, for old times' sake, the patch itself.
    func strategicPatches(_ entries: [String], text: String) throws(KustomizeError) -> any Transformation {
        var patches: [Resource] = []
        for entry in entries {
            if let inline = try? context.manifests.resources(Array(entry.utf8), isPatch: true) {
                patches += inline
            } else {
                let file = try loader.locate(entry)
                patches += try context.manifests.resources(try loader.load(entry), file: file, isPatch: true)
            }
        }
        if !text.isEmpty { patches += try context.manifests.resources(Array(text.utf8), isPatch: true) }
        guard !patches.isEmpty else {
            throw KustomizeError(.patch, "patch appears to be empty", field: "patchesStrategicMerge")
        }
        return PatchNamed(patches: patches, merge: context.merge, readsTexts: true)
    }

    /// An entry of `patchesJson6902`.
    func jsonPatch(_ rule: PatchRule) throws(KustomizeError) -> any Transformation {
        guard let target = rule.target, !target.name.isEmpty else {
            throw KustomizeError(.invalidField, "must specify the target name", field: "target.name")
        }
        guard rule.path.isEmpty != rule.patch.isEmpty else {
            throw KustomizeError(
                .invalidField,
                rule.path.isEmpty ? "empty file path and empty jsonOp" : "must specify a file path or jsonOp, not both")
        }
        let bytes = rule.path.isEmpty ? Array(rule.patch.utf8) : try loader.load(rule.path)
        let file = rule.path.isEmpty ? nil : rule.path
        let operations = try PatchText(bytes: bytes, file: file, reader: context.manifests).operations()
        guard !operations.isEmpty else { throw KustomizeError(.patch, "patch appears to be empty", file: file) }
        let patch = JSONPatchOperations(operations, file: file)
        return PatchSelected(
            change: .json(patch), selector: try CompiledSelector(target), merge: context.merge, remembersIDs: false)
    }

    /// The replacements of `replacements`, those in files included.
    func replacements(_ entries: [ReplacementEntry]) throws(KustomizeError) -> any Transformation {
        var replacements: [Replacement] = []
        for entry in entries {
            switch entry {
            case .replacement(let replacement): replacements.append(replacement)
            case .path(let path): replacements += try self.replacements(in: path)
            }
        }
        return ApplyReplacements(replacements: replacements)
    }

    private func replacements(in path: String) throws(KustomizeError) -> [Replacement] {
        let value = try ConfigurationReader(loader: loader).document(path)
        switch value {
        case .array(let elements):
            return try elements.enumerated().map { index, element throws(KustomizeError) in
                var reader = try FieldReader(element, at: "[\(index)]", .plugin)
                do throws(KustomizeError) { return try Replacement(&reader) } catch { throw error.at(file: path) }
            }
        case .object(let object):
            var reader = FieldReader(object, .plugin)
            do throws(KustomizeError) { return [try Replacement(&reader)] } catch { throw error.at(file: path) }
        default:
            throw KustomizeError(
                .malformed, "unsupported replacement type encountered within replacement path: \(value.shape)",
                file: path)
        }
    }
}
