internal import DocumentModel

/// Lets fields that name other objects follow the changes of their names.
struct NameReferences: Transformation {
    let references: [NameReference]

    func apply(to list: ResourceList) throws(KustomizeError) {
        for resource in list.resources where resource.kind == "RoleBinding" && !resource.isEmpty {
            _ = try Referrer.subjectNamespaces(of: resource)
        }
        let candidates = ReferenceCandidates(list.resources)
        guard !candidates.isEmpty else { return }
        var byType: [ResourceType: [(spec: FieldSpec, target: ResourceType)]] = [:]
        for resource in list.resources where !resource.isEmpty {
            let type = resource.originalID.type
            if byType[type] == nil { byType[type] = specs(for: type) }
            guard let specs = byType[type], !specs.isEmpty else { continue }
            let referrer = try Referrer(resource, candidates)
            for (spec, target) in specs { try referrer.update(spec, target) }
        }
    }

    private func specs(for type: ResourceType) -> [(spec: FieldSpec, target: ResourceType)] {
        references.flatMap { reference in reference.referrers.selecting(type).map { ($0, reference.target) } }
    }
}

/// The objects of a build as what others may refer to, by their former names. Taken before references change.
final class ReferenceCandidates {
    /// One object that has been called otherwise.
    struct Candidate {
        let current: ResourceID
        let original: ResourceID
        /// The types it has been of.
        let types: [ResourceType]
        let prefixes: [String]
        let suffixes: [String]

        init(_ resource: Resource) {
            current = resource.currentID
            original = resource.originalID
            types = resource.previousIDs.map(\.type)
            prefixes = resource.prefixes
            suffixes = resource.suffixes
        }
    }

    private var byName: [String: [Candidate]] = [:]
    private var byOriginalNamespace: [String: [Candidate]] = [:]

    init(_ resources: [Resource]) {
        for resource in resources where !resource.isEmpty {
            let candidate = Candidate(resource)
            byOriginalNamespace[candidate.original.effectiveNamespace, default: []].append(candidate)
            for name in Set(resource.previous.map(\.name)) { byName[name, default: []].append(candidate) }
        }
    }

    var isEmpty: Bool { byName.isEmpty }

    /// Those that have been called `name`, in the order of the build.
    func named(_ name: String) -> [Candidate] { byName[name] ?? [] }

    /// Those that were in `namespace` when they were read.
    func originally(in namespace: String) -> [Candidate] { byOriginalNamespace[namespace] ?? [] }
}
