internal import DocumentModel

/// CustomResourceDefinitions.
extension Checks {
    mutating func definition(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let names = spec["names"] ?? [:]
        let group = spec["group"]?.string ?? ""
        let name = object.at(["metadata", "name"])?.string ?? ""
        if name != "\(names["plural"]?.string ?? "").\(group)" {
            invalid("metadata.name", .string(name), "must be spec.names.plural+\".\"+spec.group")
        }
        definitionGroup(group)
        if (spec["scope"]?.string ?? "").isEmpty {
            required("spec.scope")
        } else {
            oneOf("spec.scope", spec["scope"], ["Cluster", "Namespaced"])
        }
        if spec["preserveUnknownFields"]?.bool == true {
            invalid(
                "spec.preserveUnknownFields", true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
            )
        }
        let versions = spec["versions"]?.array ?? []
        definitionVersions(versions)
        if let first = versions.first?["name"]?.string { invalid("spec.version", first, NameSyntax.label1035(first)) }
        definitionNames(names, names["shortNames"]?.array ?? [])
        conversion(spec["conversion"])
        storedVersions(object, versions)
    }

    private mutating func definitionGroup(_ group: String) {
        if group.isEmpty { return required("spec.group") }
        let problems = NameSyntax.subdomain(group)
        invalid("spec.group", group, problems)
        if problems.isEmpty, !group.contains(".") {
            invalid("spec.group", .string(group), "should be a domain with at least one dot")
        }
    }

    private mutating func definitionVersions(_ versions: [Value]) {
        let isSingle = versions.count == 1
        for (index, version) in versions.enumerated() {
            let path = "spec.versions[\(index)]"
            let name = version["name"]?.string ?? ""
            invalid("\(path).name", name, NameSyntax.label1035(name))
            guard let schema = version.at("schema", "openAPIV3Schema"), schema.object != nil else {
                required("\(path).schema.openAPIV3Schema")
                continue
            }
            // The only version's schema is judged where the server keeps one of all versions.
            let place = isSingle ? "spec.validation.openAPIV3Schema" : "\(path).schema.openAPIV3Schema"
            var check = SchemaCheck()
            check.root(schema, place)
            if check.errors.isEmpty { check.add(RuleProblems.find(in: schema, path: place)) }
            add(check.errors)
        }
        if Set(versions.map { $0["name"] }).count < versions.count {
            invalid("spec.versions", .array(versions), "must contain unique version names")
        }
        if versions.count(where: { $0["storage"]?.bool ?? false }) != 1 {
            invalid("spec.versions", .array(versions), "must have exactly one version marked as storage version")
        }
    }

    private mutating func definitionNames(_ names: Value, _ shortNames: [Value]) {
        for field in ["plural", "singular"] {
            let name = names[field]?.string ?? ""
            if field == "plural", name.isEmpty { required("spec.names.plural") }
            invalid("spec.names.\(field)", name, name.isEmpty ? [] : NameSyntax.label1035(name))
        }
        for field in ["kind", "listKind"] {
            let name = names[field]?.string ?? ""
            if name.isEmpty { required("spec.names.\(field)") }
            for problem in name.isEmpty ? [] : NameSyntax.label1035(name.lowercased()) {
                invalid(
                    "spec.names.\(field)", .string(name), "may have mixed case, but should otherwise match: \(problem)")
            }
        }
        if let kind = names["kind"]?.string, kind == names["listKind"]?.string {
            invalid("spec.names.listKind", .string(kind), "kind and listKind may not be the same")
        }
        for (field, values) in [("shortNames", shortNames), ("categories", names["categories"]?.array ?? [])] {
            for (index, value) in values.enumerated() {
                let text = value.string ?? ""
                invalid("spec.names.\(field)[\(index)]", text, NameSyntax.label1035(text))
            }
        }
    }

    private mutating func conversion(_ conversion: Value?) {
        guard let conversion, conversion.object != nil else { return }
        oneOf("spec.conversion.strategy", conversion["strategy"] ?? "", ["None", "Webhook"])
        guard conversion["strategy"] == "Webhook" else { return }
        if conversion.at("webhook", "clientConfig") == nil {
            required("spec.conversion.webhookClientConfig", "required when strategy is set to Webhook")
        }
        if (conversion.at("webhook", "conversionReviewVersions")?.array ?? []).isEmpty {
            required("spec.conversion.conversionReviewVersions")
        }
    }

    private mutating func storedVersions(_ object: Object, _ versions: [Value]) {
        let stored = object.at(["status", "storedVersions"])?.array ?? []
        if stored.isEmpty { return invalid("status.storedVersions", .null, "must have at least one stored version") }
        var rest = Set(stored)
        for version in versions {
            guard let name = version["name"] else { continue }
            if version["storage"]?.bool ?? false, !rest.contains(name) {
                invalid(
                    "status.storedVersions", .array(stored), "must have the storage version \(name.string ?? "")")
            }
            rest.remove(name)
        }
        for (index, name) in stored.enumerated() where rest.contains(name) {
            invalid("status.storedVersions[\(index)]", name, "must appear in spec.versions")
        }
    }
}
