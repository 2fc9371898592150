internal import DocumentModel

/// What names of a kind must look like.
enum NameRule: Sendable {
    case subdomain, label, pathSegment
    /// Judged by the checks of the kind.
    case any

    func problems(_ name: String) -> [String] {
        switch self {
        case .subdomain: NameSyntax.subdomain(name)
        case .label: NameSyntax.label(name)
        case .pathSegment: NameSyntax.pathSegment(name)
        case .any: []
        }
    }
}

/// Checks the metadata that all objects have.
enum MetadataValidation {
    static func create(_ object: Object, isNamespaced: Bool, name rule: NameRule) -> [FieldError] {
        let metadata = object["metadata"] ?? [:]
        var errors: [FieldError] = []
        let name = metadata["name"]?.string ?? ""
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

    static func update(_ object: Object, old: Object) -> [FieldError] {
        let metadata = object["metadata"] ?? [:]
        let before = old["metadata"] ?? [:]
        var errors: [FieldError] = []
        for field in ["name", "namespace", "uid", "creationTimestamp"] {
            guard let value = metadata[field], let was = before[field], value != was else { continue }
            errors.append(FieldError(.invalid, "metadata.\(field)", value: value, "field is immutable"))
        }
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
        return errors + common(metadata)
    }

    /// What is the same for new and changed objects.
    static func common(_ metadata: Value, path: String = "metadata") -> [FieldError] {
        labels(metadata["labels"], "\(path).labels") + annotations(metadata["annotations"], "\(path).annotations")
            + finalizers(metadata["finalizers"]?.array ?? [], "\(path).finalizers")
            + owners(metadata["ownerReferences"]?.array ?? [], "\(path).ownerReferences")
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

    private static func owners(_ owners: [Value], _ path: String) -> [FieldError] {
        var errors: [FieldError] = []
        var controller: Value?
        for (index, owner) in owners.enumerated() {
            for (field, text) in [
                ("apiVersion", "version must not be empty"), ("kind", "must not be empty"),
                ("name", "must not be empty"), ("uid", "must not be empty"),
            ] where (owner[field]?.string ?? "").isEmpty {
                errors.append(FieldError(.invalid, "\(path)[\(index)].\(field)", value: "", text))
            }
            guard owner["controller"]?.bool == true else { continue }
            if let first = controller {
                errors.append(
                    FieldError(
                        .invalid, path, value: .array(owners),
                        "Only one reference can have Controller set to true. Found \"true\" in references for "
                            + "\(first["name"]?.string ?? "") and \(owner["name"]?.string ?? "")"))
            }
            controller = controller ?? owner
        }
        return errors
    }
}
