internal import DocumentModel

/// One object on its way through a build: its content, and what the build remembers about it.
///
/// A reference: lists share it, and a transformation in one place is seen in all. Never leaves the build.
final class Resource {
    /// The content; empty once a patch has deleted the object.
    var content: Object
    /// What the object was called before, oldest first.
    private(set) var previous: [PreviousID] = []
    /// The prefixes put before its name, innermost first.
    var prefixes: [String] = []
    /// The suffixes put behind its name, innermost first.
    var suffixes: [String] = []
    /// How a generated object relates to one that is there.
    var behavior = GeneratorBehavior.unspecified
    /// Whether a hash of the content is to be appended to the name.
    var needsHash = false
    /// Whether this, as a patch, may change the name of what it patches.
    var allowsNameChange = false
    /// Whether this, as a patch, may change the kind of what it patches.
    var allowsKindChange = false
    /// The variables that take their value from this object.
    var variables: [String] = []
    /// Where it comes from, where that is tracked.
    var origin: Origin?
    /// What has changed it, where that is tracked.
    var transformations: [Origin] = []

    /// How many texts have been put into several places of it.
    var shares = 0

    /// Whether a generator made it.
    var isGenerated = false

    private let scopes: Scopes

    init(_ content: Object, scopes: Scopes) {
        self.content = content
        self.scopes = scopes
    }

    /// A former name. The type's group and version are always the current ones.
    struct PreviousID: Hashable {
        var name: String
        var namespace: String
        var kind: String
    }

    /// Another object with the same content and memory.
    func copy() -> Resource {
        let copy = Resource(content, scopes: scopes)
        copy.takeMemory(of: self)
        copy.needsHash = needsHash
        copy.isGenerated = isGenerated
        return copy
    }

    /// Takes over all that `other` remembers, but for the wish for a hash.
    func takeMemory(of other: Resource) {
        previous = other.previous
        prefixes = other.prefixes
        suffixes = other.suffixes
        behavior = other.behavior
        allowsNameChange = other.allowsNameChange
        allowsKindChange = other.allowsKindChange
        variables = other.variables
        origin = other.origin
        transformations = other.transformations
    }
}

extension Resource {
    var isEmpty: Bool { content.isEmpty }
    var kind: String { content["kind"]?.text ?? "" }
    var apiVersion: String { content["apiVersion"]?.text ?? "" }
    var type: ResourceType { ResourceType(apiVersion: apiVersion, kind: kind) }

    var name: String {
        get { content["metadata"]?["name"]?.text ?? "" }
        set { setMetadata("name", newValue) }
    }

    /// As written. Setting the empty string removes the field.
    var namespace: String {
        get { content["metadata"]?["namespace"]?.text ?? "" }
        set { setMetadata("namespace", newValue) }
    }

    private func setMetadata(_ field: String, _ text: String) {
        var metadata = content["metadata"]?.object ?? [:]
        content["metadata"] = .null
        if text.isEmpty, field == "namespace" {
            metadata.removeValue(forKey: field)
        } else {
            metadata[field] = (metadata[field] ?? .string("")).replacingText(text)
        }
        content["metadata"] = .object(metadata)
    }

    /// A map of texts in the metadata, such as `labels`.
    func texts(_ field: String) -> [String: String] {
        guard let object = content["metadata"]?[field]?.object else { return [:] }
        var result: [String: String] = [:]
        for (key, value) in object { result[key] = value.text }
        return result
    }

    /// Replaces a map of texts in the metadata; an empty one is removed.
    func setTexts(_ field: String, _ texts: [String: String]) {
        var metadata = content["metadata"]?.object ?? [:]
        if texts.isEmpty {
            guard metadata[field] != nil else { return }
            metadata.removeValue(forKey: field)
        } else {
            var object = Object(minimumCapacity: texts.count)
            for (key, text) in texts.sorted(by: { $0.key < $1.key }) { object[key] = .string(text) }
            metadata[field] = .object(object)
        }
        content["metadata"] = .object(metadata)
    }
}

extension Resource {
    /// What a build remembers of an object stands in annotations in the original, so a patch finds some there, and may
    /// wipe them out. This puts one there that tells; false when nothing is remembered.
    func markMemory() -> Bool {
        guard isRemembered else { return false }
        var metadata = content["metadata"]?.object ?? [:]
        guard metadata["annotations"]?.isNothing ?? true || metadata["annotations"]?.object != nil else { return false }
        var annotations = metadata["annotations"]?.object ?? [:]
        annotations[Self.memoryKey] = ""
        metadata["annotations"] = .object(annotations)
        content["metadata"] = .object(metadata)
        return true
    }

    /// Makes the map of annotations where the original keeps one because it remembers something of the object.
    func makeAnnotations() {
        if markMemory() { _ = unmarkMemory() }
    }

    private var isRemembered: Bool {
        isGenerated || needsHash || !previous.isEmpty || origin != nil || !prefixes.isEmpty
    }

    /// Takes away what ``markMemory()`` has put there; false when a patch has done so.
    func unmarkMemory() -> Bool {
        guard var metadata = content["metadata"]?.object, var annotations = metadata["annotations"]?.object,
            annotations.removeValue(forKey: Self.memoryKey) != nil
        else { return false }
        metadata["annotations"] = .object(annotations)
        content["metadata"] = .object(metadata)
        return true
    }

    private static let memoryKey = "internal.config.kubernetes.io/memory"

    /// Forgets where the object comes from and, unless that only, what it was called and how it was made.
    func forget(onlyOrigin: Bool) {
        origin = nil
        transformations = []
        guard !onlyOrigin else { return }
        previous = []
        prefixes = []
        suffixes = []
        behavior = .unspecified
        needsHash = false
        isGenerated = false
    }

    /// What the object is called now.
    var currentID: ResourceID {
        let apiVersion = apiVersion
        let kind = kind
        return ResourceID(
            type: ResourceType(apiVersion: apiVersion, kind: kind), name: name, namespace: namespace,
            isClusterScoped: scopes.isClusterScoped(apiVersion: apiVersion, kind: kind))
    }

    /// What the object was called before, oldest first.
    var previousIDs: [ResourceID] {
        guard !previous.isEmpty else { return [] }
        var type = type
        return previous.map { id in
            type.kind = id.kind
            return ResourceID(type: type, name: id.name, namespace: id.namespace)
        }
    }

    /// What the object was called when it was read.
    var originalID: ResourceID {
        guard let first = previous.first else { return currentID }
        var type = type
        type.kind = first.kind
        return ResourceID(type: type, name: first.name, namespace: first.namespace)
    }

    /// Notes what the object is called, before that changes.
    func rememberID() {
        unshareAnnotations()
        let id = currentID
        previous.append(PreviousID(name: id.name, namespace: id.effectiveNamespace, kind: id.type.kind))
    }
}
