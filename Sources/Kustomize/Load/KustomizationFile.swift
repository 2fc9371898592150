internal import DocumentModel

/// What a kustomization file says.
struct KustomizationFile {
    enum Kind {
        case kustomization, component
    }

    var kind = Kind.kustomization
    var openAPI: [String: String] = [:]
    var namePrefix = ""
    var nameSuffix = ""
    var namespace = ""
    var commonLabels: [String: String] = [:]
    var labels: [LabelRule] = []
    var commonAnnotations: [String: String] = [:]
    var strategicPatches: [String] = []
    var jsonPatches: [PatchRule] = []
    var patches: [PatchRule] = []
    var images: [ImageRule] = []
    var replacements: [ReplacementEntry] = []
    var replicas: [ReplicaRule] = []
    var variables: [Variable] = []
    var sortOptions: SortOptions?
    var resources: [String] = []
    var components: [String] = []
    var crds: [String] = []
    var configMaps: [GeneratorRule] = []
    var secrets: [GeneratorRule] = []
    var generatorOptions: GeneratorOptions?
    var configurations: [String] = []
    var generators: [String] = []
    var transformers: [String] = []
    var validators: [String] = []
    var buildMetadata: [String] = []
    /// The first field about Helm charts, if there is one.
    var helmField: String?
    /// Sentences about deprecated fields.
    var warnings: [String] = []
}

extension KustomizationFile {
    /// Reads the content of a kustomization file.
    init(_ value: Value, _ manner: FieldReader.Manner = .kustomization) throws(KustomizeError) {
        guard !value.isNothing else { throw Self.emptiness }
        var reader = try FieldReader(value, at: "", manner)
        try readIdentity(&reader)
        try readOperands(&reader)
        try readNames(&reader)
        try readPatches(&reader)
        try readRules(&reader)
        try readPlugins(&reader)
        try readHelm(&reader)
        try reader.finish()
        guard !Self.isEmpty(value) else { throw Self.emptiness }
    }

    private static let emptiness = KustomizeError(.invalidField, "the kustomization file is empty")

    private mutating func readIdentity(_ reader: inout FieldReader) throws(KustomizeError) {
        let apiVersion = try reader.text("apiVersion")
        switch try reader.text("kind") {
        case "", "Kustomization": kind = .kustomization
        case "Component": kind = .component
        default:
            throw KustomizeError(.invalidField, "it must be Kustomization or Component", field: "kind")
        }
        let wanted = kind == .component ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1"
        guard apiVersion.isEmpty || apiVersion == wanted else {
            throw KustomizeError(.invalidField, "it must be \(wanted)", field: "apiVersion")
        }
        _ = try reader.reader("metadata") { metadata throws(KustomizeError) in
            _ = try metadata.text("name")
            _ = try metadata.text("namespace")
            _ = try metadata.textMap("labels")
            _ = try metadata.textMap("annotations")
        }
        openAPI = try reader.textMap("openapi")
    }

    private mutating func readOperands(_ reader: inout FieldReader) throws(KustomizeError) {
        resources = try reader.texts("resources")
        if reader.value("bases") != nil { deprecate("bases", "resources") }
        resources += try reader.texts("bases")
        components = try reader.texts("components")
        crds = try reader.texts("crds")
        generatorOptions = try reader.reader("generatorOptions", GeneratorOptions.init)
        configMaps = try reader.readers("configMapGenerator") { entry throws(KustomizeError) in
            try GeneratorRule(&entry, isSecret: false)
        }
        secrets = try reader.readers("secretGenerator") { entry throws(KustomizeError) in
            try GeneratorRule(&entry, isSecret: true)
        }
    }

    private mutating func readNames(_ reader: inout FieldReader) throws(KustomizeError) {
        namePrefix = try reader.text("namePrefix")
        nameSuffix = try reader.text("nameSuffix")
        namespace = try reader.text("namespace")
        if reader.value("commonLabels") != nil { deprecate("commonLabels", "labels") }
        commonLabels = try reader.textMap("commonLabels")
        labels = try reader.readers("labels", LabelRule.init)
        commonAnnotations = try reader.textMap("commonAnnotations")
    }

    private mutating func readPatches(_ reader: inout FieldReader) throws(KustomizeError) {
        images = try reader.readers("images", ImageRule.init)
        if reader.value("imageTags") != nil { deprecate("imageTags", "images") }
        images += try reader.readers("imageTags", ImageRule.init)
        if reader.value("patchesJson6902") != nil { deprecate("patchesJson6902", "patches") }
        jsonPatches = try reader.readers("patchesJson6902", PatchRule.init)
        if reader.value("patchesStrategicMerge") != nil { deprecate("patchesStrategicMerge", "patches") }
        strategicPatches = try reader.texts("patchesStrategicMerge")
        patches = try reader.readers("patches", PatchRule.init)
    }

    private mutating func readRules(_ reader: inout FieldReader) throws(KustomizeError) {
        replacements = try reader.readers("replacements", ReplacementEntry.init)
        replicas = try reader.readers("replicas", ReplicaRule.init)
        if reader.value("vars") != nil { deprecate("vars", "replacements") }
        variables = try reader.readers("vars", Variable.init)
        sortOptions = try reader.reader("sortOptions", SortOptions.init)
    }

    private mutating func readPlugins(_ reader: inout FieldReader) throws(KustomizeError) {
        configurations = try reader.texts("configurations")
        generators = try reader.texts("generators")
        transformers = try reader.texts("transformers")
        validators = try reader.texts("validators")
        buildMetadata = try reader.texts("buildMetadata")
    }

    private mutating func readHelm(_ reader: inout FieldReader) throws(KustomizeError) {
        _ = reader.value("helmGlobals")
        for field in ["helmCharts", "helmChartInflationGenerator"] {
            let charts = try reader.list(field) { value, _ throws(KustomizeError) in value }
            if !charts.isEmpty, helmField == nil { helmField = field }
        }
    }

    private mutating func deprecate(_ field: String, _ successor: String) {
        warnings.append("the field '\(field)' is deprecated; use '\(successor)' instead")
    }

    /// Whether nothing is said but what kind of file this is.
    private static func isEmpty(_ value: Value) -> Bool {
        let legacyLists: Set = ["bases", "imageTags", "helmChartInflationGenerator"]
        return (value.object ?? [:]).allSatisfy { key, value in
            if ["apiversion", "kind"].contains(key.lowercased()) || value.isNothing { return true }
            if legacyLists.contains(key), value.array?.isEmpty == true { return true }
            return value.string?.isEmpty == true
        }
    }
}
