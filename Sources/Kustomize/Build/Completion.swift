internal import DocumentModel

/// What is done once, when all kustomizations of a build are through.
struct Completion {
    let file: KustomizationFile
    let options: BuildOptions

    /// The content of the objects in their final order.
    func complete(_ accumulator: Accumulator, _ session: BuildSession) throws(KustomizeError) -> [Object] {
        let list = accumulator.list
        AppendHashes().apply(to: list)
        try NameReferences(references: accumulator.configuration.nameReference).apply(to: list)
        let unused = try accumulator.expandVariables()
        if !unused.isEmpty {
            session.warn(["well-defined vars that were never replaced: \(unused.joined(separator: ","))"])
        }
        let kept = list.resources.filter { !$0.isEmpty && !Self.isLocal($0) }
        let ordered = try sorted(kept)
        if addsManagedBy {
            list.replaceAll(ordered)
            let label = ["app.kubernetes.io/managed-by": "kustomize-v5.8.1"]
            try SetEntries(label, in: [FieldSpec("metadata/labels", creates: true)]).apply(to: list)
        }
        return ordered.map(finished)
    }

    private var addsManagedBy: Bool {
        options.addsManagedByLabel || file.buildMetadata.contains("managedByLabel")
    }

    /// Whether an object is only for the tools that build.
    private static func isLocal(_ resource: Resource) -> Bool {
        guard let annotations = resource.content["metadata"]?["annotations"]?.object,
            let mark = annotations["config.kubernetes.io/local-config"]
        else { return false }
        return mark.text != "false"
    }

    private func sorted(_ resources: [Resource]) throws(KustomizeError) -> [Resource] {
        guard let sort = file.sortOptions else {
            return options.reorder == .legacy ? LegacyOrder(kinds: .standard).sorted(resources) : resources
        }
        switch sort.order {
        case "fifo":
            guard sort.kinds == nil else {
                throw KustomizeError(
                    .invalidField, "it is set, but the sort order is \"fifo\", not \"legacy\"",
                    field: "sortOptions.legacySortOptions")
            }
            return resources
        case "legacy":
            let kinds = sort.kinds.map { KindOrder(first: $0.first, last: $0.last) } ?? .standard
            return LegacyOrder(kinds: kinds).sorted(resources)
        default:
            throw KustomizeError(.invalidField, "it must be one of [fifo, legacy]", field: "sortOptions.order")
        }
    }

    /// The content without what only the build needs, annotations being texts.
    private func finished(_ resource: Resource) -> Object {
        var annotations = resource.texts("annotations")
        for key in Self.internalAnnotations { annotations.removeValue(forKey: key) }
        if file.buildMetadata.contains("originAnnotations"), let origin = resource.origin {
            annotations[Self.originKey] = YAML.text(origin.value)
        } else {
            annotations.removeValue(forKey: Self.originKey)
        }
        if file.buildMetadata.contains("transformerAnnotations"), !resource.transformations.isEmpty {
            annotations[Self.transformationsKey] = YAML.text(.array(resource.transformations.map(\.value)))
        } else {
            annotations.removeValue(forKey: Self.transformationsKey)
        }
        resource.setTexts("annotations", annotations)
        if resource.content["metadata"] == nil { resource.content["metadata"] = [:] }
        return Value.object(resource.content).withoutBlanks.object ?? [:]
    }

    private static let originKey = "config.kubernetes.io/origin"
    private static let transformationsKey = "alpha.config.kubernetes.io/transformations"

    /// Annotations with which tools talk to each other while they build.
    private static let internalAnnotations =
        [
            "previousKinds", "previousNames", "prefixes", "suffixes", "previousNamespaces", "allowNameChange",
            "allowKindChange", "refBy", "generatorBehavior", "needsHashSuffix", "path", "index", "seqindent", "id",
            "annotations-migration-resource-id",
        ].map { "internal.config.kubernetes.io/\($0)" }
        + [
            "config.kubernetes.io/path", "config.kubernetes.io/index", "config.k8s.io/id",
            "internal.config.kubernetes.io/helm-generated",
        ]
}
