internal import DocumentModel

/// What names of a kind must look like.
enum NameRule: Sendable {
    case subdomain, label, pathSegment
    /// A network address.
    case address
    /// The name follows from what the object is of.
    case composed(String, of: String)
    /// Judged by the checks of the kind.
    case any

    func problems(_ name: String) -> [String] {
        switch self {
        case .subdomain: NameSyntax.subdomain(name)
        case .label: NameSyntax.label(name)
        case .pathSegment: NameSyntax.pathSegment(name)
        case .address:
            Self.addressProblems(name)
        case .composed(let expected, let parts):
            !NameSyntax.pathSegment(name).isEmpty
                ? NameSyntax.pathSegment(name)
                : name == expected ? [] : ["must be `\(parts)`: \(GoText.quoted(expected))"]
        case .any: []
        }
    }

    private static func addressProblems(_ name: String) -> [String] {
        var checks = Checks()
        checks.address("", .string(name))
        if checks.errors.isEmpty, let bytes = IPText.bytes(name), IPText.canonical(bytes) != name {
            return ["must be in canonical form (\(GoText.quoted(IPText.canonical(bytes))))"]
        }
        return checks.errors.map(\.detail)
    }

    /// The same of the beginning of a name.
    fileprivate func prefixProblems(_ base: String) -> [String] {
        switch self {
        case .subdomain, .label:
            // The end of a base is not the end of the name.
            problems(base.hasSuffix("-") && base.utf8.count > 1 ? String(base.dropLast(2)) + "a" : base)
        case .pathSegment: base == "." || base == ".." ? [] : problems(base)
        default: problems(base)
        }
    }
}

/// Checks the metadata that all objects have.
enum MetadataValidation {
    /// What an object's metadata must be, new or not.
    static func whole(_ object: Object, isNamespaced: Bool, name rule: NameRule) -> [FieldError] {
        let metadata = object["metadata"] ?? [:]
        var errors: [FieldError] = []
        let name = metadata["name"]?.string ?? ""
        if let base = metadata["generateName"]?.string, !base.isEmpty {
            errors += rule.prefixProblems(base).map {
                FieldError(.invalid, "metadata.generateName", value: .string(base), $0)
            }
        }
        if name.isEmpty {
            errors.append(FieldError(.required, "metadata.name", "name or generateName is required"))
        } else {
            errors += rule.problems(name).map { FieldError(.invalid, "metadata.name", value: .string(name), $0) }
        }
        if !isNamespaced, let namespace = metadata["namespace"]?.string, !namespace.isEmpty {
            errors.append(FieldError(.forbidden, "metadata.namespace", "not allowed on this type"))
        }
        return errors + common(metadata)
    }

    /// What is checked of every update before its kind has a say.
    static func update(_ object: Object, old: Object, isNamespaced: Bool) -> [FieldError] {
        whole(object, isNamespaced: isNamespaced, name: .pathSegment) + changes(object, old: old)
    }

    /// What may not change, and what is checked again on that occasion.
    static func changes(_ object: Object, old: Object) -> [FieldError] {
        let metadata = object["metadata"] ?? [:]
        return immutables(object, old: old) + labels(metadata["labels"], "metadata.labels")
            + annotations(metadata["annotations"], "metadata.annotations")
            + owners(metadata["ownerReferences"]?.array ?? [], "metadata.ownerReferences")
    }

    private static func immutables(_ object: Object, old: Object) -> [FieldError] {
        let metadata = object["metadata"] ?? [:]
        let before = old["metadata"] ?? [:]
        var errors: [FieldError] = []
        if before["deletionTimestamp"]?.string != nil {
            let known = Set(before["finalizers"]?.array ?? [])
            let new = (metadata["finalizers"]?.array ?? []).filter { !known.contains($0) }
            if !new.isEmpty {
                let list = new.map { GoText.quoted($0.string ?? "") }.joined(separator: ", ")
                errors.append(
                    FieldError(
                        .forbidden, "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers "
                            + "[]string{\(list)}"))
            }
        }
        for field in [
            "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
        ] {
            let (value, was) = (metadata[field], before[field])
            guard let value, value != was else { continue }
            errors.append(FieldError(.invalid, "metadata.\(field)", value: value, "field is immutable"))
        }
        return errors
    }

    /// What is the same for new and changed objects.
    static func common(_ metadata: Value, path: String = "metadata") -> [FieldError] {
        generation(metadata["generation"], "\(path).generation") + labels(metadata["labels"], "\(path).labels")
            + annotations(metadata["annotations"], "\(path).annotations")
            + owners(metadata["ownerReferences"]?.array ?? [], "\(path).ownerReferences")
            + finalizers(metadata["finalizers"]?.array ?? [], "\(path).finalizers")
    }

    private static func generation(_ generation: Value?, _ path: String) -> [FieldError] {
        guard let number = generation?.integer, number < 0 else { return [] }
        return [FieldError(.invalid, path, value: .integer(number), "must be greater than or equal to 0")]
    }

    static func labels(_ labels: Value?, _ path: String) -> [FieldError] {
        (labels?.object ?? [:]).sorted().flatMap { key, value in
            NameSyntax.qualifiedName(key).map { FieldError(.invalid, path, value: .string(key), $0) }
                + NameSyntax.labelValue(value.string ?? "").map { FieldError(.invalid, path, value: value, $0) }
        }
    }

    static func annotations(_ annotations: Value?, _ path: String) -> [FieldError] {
        var errors: [FieldError] = []
        var size = 0
        for (key, value) in (annotations?.object ?? [:]).sorted() {
            errors += NameSyntax.qualifiedName(key.lowercased()).map {
                FieldError(.invalid, path, value: .string(key), $0)
            }
            size += key.utf8.count + (value.string ?? "").utf8.count
        }
        if size > 256 << 10 { errors.append(FieldError(.tooLong, path, "may not be more than 262144 bytes")) }
        return errors
    }

    private static let standardFinalizers: Set<String> = ["kubernetes", "orphan", "foregroundDeletion"]

    private static func finalizers(_ finalizers: [Value], _ path: String) -> [FieldError] {
        var errors: [FieldError] = []
        for value in finalizers {
            let name = value.string ?? ""
            errors += NameSyntax.qualifiedName(name).map { FieldError(.invalid, path, value: value, $0) }
        }
        let names = Set(finalizers.compactMap(\.string))
        if names.contains("orphan"), names.contains("foregroundDeletion") {
            errors.append(
                FieldError(
                    .invalid, path, value: .array(finalizers),
                    "finalizer orphan and foregroundDeletion cannot be both set"))
        }
        return errors
    }

    /// Finalizers without a domain are those of Kubernetes itself.
    static func plainFinalizers(_ object: Object) -> [FieldError] {
        (object["metadata"]?["finalizers"]?.array ?? []).enumerated().compactMap { index, value in
            guard let name = value.string, !name.contains("/"), !standardFinalizers.contains(name) else { return nil }
            return FieldError(
                .invalid, "metadata.finalizers[\(index)]", value: value,
                "name is neither a standard finalizer name nor is it fully qualified")
        }
    }

    /// The finalizers in the specification of a new namespace are checked as those in metadata are.
    static func namespaceFinalizers(_ object: Object) -> [FieldError] {
        (object["spec"]?["finalizers"]?.array ?? []).flatMap { value in
            var errors = finalizers([value], "spec.finalizers")
            if let name = value.string, !name.contains("/"), !standardFinalizers.contains(name) {
                errors.append(
                    FieldError(
                        .invalid, "spec.finalizers", value: value,
                        "name is neither a standard finalizer name nor is it fully qualified"))
            }
            return errors
        }
    }

    private static func owners(_ owners: [Value], _ path: String) -> [FieldError] {
        var errors: [FieldError] = []
        var controller: Value?
        for owner in owners {
            errors += mistakes(owner, path)
            guard owner["controller"]?.bool == true else { continue }
            if let first = controller {
                errors.append(
                    FieldError(
                        .invalid, path, value: .array(owners),
                        "Only one reference can have Controller set to true. Found \"true\" in references for "
                            + "\(shown(first)) and \(shown(owner))"))
            }
            controller = controller ?? owner
        }
        return errors
    }

    private static func shown(_ owner: Value) -> String {
        "\(owner["kind"]?.string ?? "")/\(owner["name"]?.string ?? "")"
    }

    private static func mistakes(_ owner: Value, _ path: String) -> [FieldError] {
        var errors: [FieldError] = []
        let version = owner["apiVersion"]?.string ?? ""
        let parts = version.split(separator: "/", omittingEmptySubsequences: false)
        if version.isEmpty || parts.count > 2 || parts.last?.isEmpty == true {
            errors.append(
                FieldError(
                    .invalid, "\(path).apiVersion", value: .string(version), "version must not be empty"))
        }
        for field in ["kind", "name", "uid"] where (owner[field]?.string ?? "").isEmpty {
            errors.append(FieldError(.invalid, "\(path).\(field)", value: "", "must not be empty"))
        }
        if version == "v1", owner["kind"] == "Event" {
            errors.append(
                FieldError(
                    .invalid, path, value: owner, "/v1, Kind=Event is disallowed from being an owner"))
        }
        return errors
    }
}
