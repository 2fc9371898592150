internal import DocumentModel

/// An object whose references to others are brought up to date.
struct Referrer {
    private typealias Candidate = ReferenceCandidates.Candidate

    private let resource: Resource
    private let id: ResourceID
    private let candidates: ReferenceCandidates
    /// The namespaces of the service accounts that a role binding names.
    private let subjectNamespaces: Set<String>

    init(_ resource: Resource, _ candidates: ReferenceCandidates) throws(KustomizeError) {
        self.resource = resource
        self.candidates = candidates
        id = resource.currentID
        subjectNamespaces = try Self.subjectNamespaces(of: resource)
    }

    /// Updates the field of a spec that names objects of the type `target`.
    func update(_ spec: FieldSpec, _ target: ResourceType) throws(KustomizeError) {
        let spec = FieldSpec(spec.path, type: ResourceType(), creates: false)
        let roleReference = spec.path.hasSuffix("roleRef/name") ? roleReference : nil
        let search = Search(target: target, roleReference: roleReference)
        try FieldWalk(spec) { node throws(KustomizeError) in
            switch node {
            case .array:
                try node.forEachElement { element throws(KustomizeError) in
                    if element.isNothing { return }
                    guard element.array == nil else {
                        throw KustomizeError(.invalidField, "a reference must be a string or a mapping, not a list")
                    }
                    try update(&element, search)
                }
            default: if !node.isNothing { try update(&node, search) }
            }
        }.apply(to: resource)
    }

    private struct Search {
        var target: ResourceType
        /// Group and kind that a role reference names.
        var roleReference: ResourceType?
    }

    private var roleReference: ResourceType? {
        guard let reference = resource.content["roleRef"]?.object, let group = reference["apiGroup"], !group.isNothing,
            let kind = reference["kind"], !kind.isNothing
        else { return nil }
        return ResourceType(group: group.text, kind: kind.text)
    }

    /// The namespaces of the service accounts that a role binding names; none for other kinds.
    static func subjectNamespaces(of resource: Resource) throws(KustomizeError) -> Set<String> {
        guard resource.kind == "RoleBinding", let subjects = resource.content["subjects"]?.array else { return [] }
        var result: Set<String> = []
        for subject in subjects {
            guard let namespace = subject["namespace"], subject["kind"]?.string == "ServiceAccount" else { continue }
            guard let text = namespace.quotable else {
                throw KustomizeError(
                    .invalidField, "the namespace of a subject of \(resource.currentID) is blank", field: "subjects")
            }
            result.insert(text)
        }
        return result
    }
}

// Finding the object that is meant.
extension Referrer {
    private func update(_ node: inout Value, _ search: Search) throws(KustomizeError) {
        guard node.object != nil else {
            let old = node.text
            guard let referral = try select(candidates.named(old), search, comparesNamespaces: false) else { return }
            if referral.current.name != old { node = node.replacingText(referral.current.name) }
            return
        }
        _ = try node.withObject { object throws(KustomizeError) in
            guard let old = object["name"] else {
                throw KustomizeError(.invalidField, "path config error; no 'name' field in node")
            }
            var named = candidates.named(old.text)
            if let namespace = object["namespace"] { named = filter(named, by: namespace.text) }
            guard let referral = try select(named, search, comparesNamespaces: true) else { return }
            let (name, namespace) = (referral.current.name, referral.current.namespace)
            if name == old.text, namespace.isEmpty { return }
            object["name"] = old.replacingText(name)
            if !namespace.isEmpty { object["namespace"] = (object["namespace"] ?? "").replacingText(namespace) }
        }
    }

    /// Those in the namespace when they were read; where nothing was, those that are in it now.
    private func filter(_ named: [Candidate], by namespace: String) -> [Candidate] {
        guard namespace != ResourceID.noNamespace else { return [] }
        if candidates.originally(in: namespace).contains(where: isReachable) {
            return named.filter { $0.original.effectiveNamespace == namespace }
        }
        return named.filter { $0.current.effectiveNamespace == namespace }
    }

    private func select(_ named: [Candidate], _ search: Search, comparesNamespaces: Bool) throws(KustomizeError)
        -> Candidate?
    {
        var found = named.filter { candidate in
            guard isReachable(candidate) else { return false }
            return candidate.types.contains { $0.isSelected(by: search.target) }
                && (search.roleReference.map { role in candidate.types.contains { $0.isSelected(by: role) } } ?? true)
                && isInSameNamespace(candidate)
        }
        if found.count == 1 { return found[0] }
        found = found.filter { hasSameAffixes($0, emptyMatches: true) }
        if found.count > 1 { found = found.filter { hasSameAffixes($0, emptyMatches: false) } }
        guard let first = found.first else { return nil }
        let areSame = found.allSatisfy {
            $0.current.name == first.current.name
                && (!comparesNamespaces || $0.current.namespace == first.current.namespace)
        }
        guard areSame else {
            let ids = found.map { $0.current.description }.joined(separator: ", ")
            throw KustomizeError(.unmatched, "found multiple possible referrals: \(ids); the referrer is \(id)")
        }
        return first
    }

    /// Whether the object could be named from here at all.
    private func isReachable(_ candidate: Candidate) -> Bool {
        if id.isClusterScoped { return true }
        let other = candidate.current
        return other.isClusterScoped || other.effectiveNamespace == id.effectiveNamespace
            || subjectNamespaces.contains(other.namespace)
    }

    private func isInSameNamespace(_ candidate: Candidate) -> Bool {
        if id.isClusterScoped { return true }
        let other = candidate.current
        return other.isClusterScoped || other.type.kind == "ServiceAccount"
            || other.effectiveNamespace == id.effectiveNamespace
    }

    private func hasSameAffixes(_ candidate: Candidate, emptyMatches: Bool) -> Bool {
        Self.endAlike(candidate.prefixes, resource.prefixes, emptyMatches)
            && Self.endAlike(candidate.suffixes, resource.suffixes, emptyMatches)
    }

    /// Whether the shorter list is how the longer one ends.
    private static func endAlike(_ left: [String], _ right: [String], _ emptyMatches: Bool) -> Bool {
        if left.isEmpty || right.isEmpty { return emptyMatches || left.count == right.count }
        return zip(left.reversed(), right.reversed()).allSatisfy { $0 == $1 }
    }
}
