internal import DocumentModel
internal import Platform

/// Which objects a patch, a replacement or a plugin is meant for.
struct Selector: Sendable {
    var type = ResourceType()
    var name = ""
    var namespace = ""
    var labels = ""
    var annotations = ""

    /// Whether nothing is said of what the object is called.
    var namesNothing: Bool { type == ResourceType() && name.isEmpty && namespace.isEmpty }
}

/// A selector with its regular expressions compiled. Each must match the whole part; an empty one matches anything.
struct CompiledSelector: Sendable {
    private let group: Pattern?
    private let version: Pattern?
    private let kind: Pattern?
    private let name: Pattern?
    private let namespace: Pattern?
    private let labels: LabelSelector
    private let annotations: LabelSelector

    init(_ selector: Selector) throws(KustomizeError) {
        func pattern(_ text: String, _ field: String) throws(KustomizeError) -> Pattern? {
            guard !text.isEmpty else { return nil }
            do throws(KustomizeError) { return try Pattern.compile(text, isAnchored: true) } catch {
                throw error.at(field: field)
            }
        }
        group = try pattern(selector.type.group, "group")
        version = try pattern(selector.type.version, "version")
        kind = try pattern(selector.type.kind, "kind")
        name = try pattern(selector.name, "name")
        namespace = try pattern(selector.namespace, "namespace")
        labels = try LabelSelector(selector.labels)
        annotations = try LabelSelector(selector.annotations)
    }

    /// The name that alone is selected, where there is only one.
    var literalName: String? { name?.literal }

    func matches(type: ResourceType) -> Bool {
        (kind?.matches(type.kind) ?? true) && (group?.matches(type.group) ?? true)
            && (version?.matches(type.version) ?? true)
    }

    func matches(name text: String) -> Bool { name?.matches(text) ?? true }
    func matches(namespace text: String) -> Bool { namespace?.matches(text) ?? true }

    /// Whether what the object carries is selected.
    func matchesMetadata(_ resource: Resource) -> Bool {
        (labels.selectsAll || labels.matches(resource.texts("labels")))
            && (annotations.selectsAll || annotations.matches(resource.texts("annotations")))
    }

    /// Whether the object is selected by what it is called now or was called first, and by what it carries.
    func matches(_ resource: Resource) -> Bool {
        let current = resource.currentID
        let original = resource.previous.isEmpty ? current : resource.originalID
        return matches(type: current.type) && (matches(name: original.name) || matches(name: current.name))
            && (matches(namespace: original.effectiveNamespace) || matches(namespace: current.effectiveNamespace))
            && matchesMetadata(resource)
    }
}
