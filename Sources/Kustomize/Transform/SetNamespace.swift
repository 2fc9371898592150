internal import DocumentModel

/// Puts objects into a namespace.
struct SetNamespace: Transformation {
    /// Which subjects of role bindings move along.
    enum Subjects: String {
        case defaultOnly, allServiceAccounts, none
    }

    let namespace: String
    let specs: [FieldSpec]
    /// Whether only objects without a namespace are changed.
    var changesUnsetOnly = false
    var subjects = Subjects.defaultOnly

    func apply(to list: ResourceList) throws(KustomizeError) {
        guard !namespace.isEmpty else { return }
        for resource in list.resources where !resource.isEmpty {
            resource.rememberID()
            try change(resource)
        }
        list.namesChanged()
        try list.requireUniqueNames("namespace transformation produces ID conflict")
    }

    /// Changes one object.
    func change(_ resource: Resource) throws(KustomizeError) {
        let id = resource.currentID
        if !id.isClusterScoped {
            try walk(FieldSpec("metadata/namespace", creates: true)).apply(to: resource)
        }
        let isRoleBinding = ["RoleBinding", "ClusterRoleBinding"].contains(id.type.kind)
        if isRoleBinding { try changeSubjects(of: resource) }
        for spec in specs where spec.path != "metadata/namespace" {
            if spec.path == "metadata/name", id.type.apiVersion != "v1" { continue }
            let isOfBinding = ["RoleBinding", "ClusterRoleBinding"].contains(spec.type.kind)
            if isRoleBinding, isOfBinding, spec.path == "subjects/namespace" { continue }
            try walk(spec).apply(to: resource)
        }
    }

    private func walk(_ spec: FieldSpec) -> FieldWalk { FieldWalk(spec, creating: .scalar, set) }

    private func set(_ node: inout Value) throws(KustomizeError) {
        guard node.isScalar else {
            throw KustomizeError(.invalidField, "namespace field specs must target scalar nodes, not \(node.shape)")
        }
        if changesUnsetOnly, !node.text.isEmpty { return }
        node = .string(namespace)
    }

    private func changeSubjects(of resource: Resource) throws(KustomizeError) {
        guard subjects != .none else { return }
        _ = try resource.content.withField("subjects") { node throws(KustomizeError) in
            guard !node.isNothing else { return }
            guard node.array != nil else {
                throw KustomizeError(.invalidField, "it must be a list, not \(node.shape)", field: "subjects")
            }
            try node.forEachElement { subject throws(KustomizeError) in
                _ = try subject.withObject { fields throws(KustomizeError) in
                    let isMeant =
                        subjects == .defaultOnly
                        ? fields["name"]?.text == "default" : fields["kind"]?.text == "ServiceAccount"
                    guard isMeant else { return }
                    var value = fields["namespace"] ?? ""
                    try set(&value)
                    fields["namespace"] = value
                }
            }
        }
    }
}
