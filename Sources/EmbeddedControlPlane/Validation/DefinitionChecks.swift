internal import DocumentModel

/// CustomResourceDefinitions.
extension Checks {
    /// - Parameter old: the definition before an update.
    mutating func definition(_ object: Object, old: Object?) {
        let spec = object["spec"] ?? [:]
        let names = spec["names"] ?? [:]
        let group = spec["group"]?.string ?? ""
        let name = object.at(["metadata", "name"])?.string ?? ""
        if old == nil, !name.isEmpty, name != "\(names["plural"]?.string ?? "").\(group)" {
            invalid("metadata.name", .string(name), "must be spec.names.plural+\".\"+spec.group")
        }
        definitionGroup(group)
        if (spec["scope"]?.string ?? "").isEmpty {
            required("spec.scope")
        } else {
            oneOf("spec.scope", spec["scope"], ["Cluster", "Namespaced"])
        }
        let versions = spec["versions"]?.array ?? []
        definitionVersions(versions, isListed: spec["versions"]?.array != nil)
        for field in ["plural", "singular", "kind", "listKind"] where (names[field]?.string ?? "").isEmpty {
            required("spec.names.\(field)")
        }
        definitionNames(names, "spec.names")
        commonParts(versions)
        conversion(spec["conversion"])
        definitionNames(object.at(["status", "acceptedNames"]) ?? [:], "status.acceptedNames")
        storedVersions(object, versions)
        if old == nil { approval(object, group) }
        if spec["preserveUnknownFields"]?.bool == true {
            invalid(
                "spec.preserveUnknownFields", true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
            )
        }
    }

    private mutating func definitionGroup(_ group: String) {
        if group.isEmpty { return required("spec.group") }
        let problems = NameSyntax.subdomain(group)
        if !problems.isEmpty {
            invalid("spec.group", .string(group), problems.joined(separator: ","))
        } else if !group.contains(".") {
            invalid("spec.group", .string(group), "should be a domain with at least one dot")
        }
    }

    /// Groups of Kubernetes itself need its word.
    private mutating func approval(_ object: Object, _ group: String) {
        let isProtected = ["k8s.io", "kubernetes.io"].contains { group == $0 || group.hasSuffix(".\($0)") }
        guard isProtected else { return }
        let key = "api-approved.kubernetes.io"
        let path = "metadata.annotations[\(key)]"
        let value = object.at(["metadata", "annotations", key])?.string ?? ""
        if value.isEmpty {
            return required(
                path,
                "protected groups must have approval annotation \"api-approved.kubernetes.io\", see "
                    + "https://github.com/kubernetes/enhancements/pull/1111")
        }
        if value.hasPrefix("unapproved") || value.contains("://") && !value.hasSuffix("://") { return }
        invalid(
            path, .string(value),
            "protected groups must have approval annotation \"api-approved.kubernetes.io\" with either a URL or a "
                + "reason starting with \"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111")
    }

    // MARK: Versions

    /// What all versions say alike; the server keeps it once.
    private func common(_ field: String, _ versions: [Value]) -> Value? {
        guard let first = versions.first?[field], !first.isNull, first.array?.isEmpty != true else { return nil }
        return versions.allSatisfy { $0[field] == first } ? first : nil
    }

    /// The versions without what is kept once for all of them.
    private func shown(_ versions: [Value]) -> Value {
        let fields = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"]
        let hoisted = fields.filter { common($0, versions) != nil }
        return .array(
            versions.map { version in
                var version = version
                for field in hoisted { version.set([field], to: nil) }
                return version
            })
    }

    /// - Parameter isListed: whether there is a list, if only an empty one.
    private mutating func definitionVersions(_ versions: [Value], isListed: Bool) {
        for (index, version) in versions.enumerated() where version.at("schema", "openAPIV3Schema")?.object == nil {
            required("spec.versions[\(index)].schema.openAPIV3Schema")
        }
        for (index, version) in versions.enumerated() {
            let path = "spec.versions[\(index)]"
            let name = version["name"]?.string ?? ""
            let problems = NameSyntax.label1035(name)
            if !problems.isEmpty { invalid("\(path).name", .string(name), problems.joined(separator: ",")) }
            deprecation(version, "\(path).deprecationWarning")
            if common("schema", versions) == nil {
                schema(version["schema"], "\(path).schema", hasStatus: Self.hasStatus(version))
            }
            if common("subresources", versions) == nil { scale(version["subresources"], "\(path).subresources") }
            if common("additionalPrinterColumns", versions) == nil {
                columns(version["additionalPrinterColumns"], "\(path).additionalPrinterColumns")
            }
            if common("selectableFields", versions) == nil {
                selectable(version["selectableFields"], version["schema"], "\(path).selectableFields")
            }
        }
        if Set(versions.map { $0["name"] }).count < versions.count {
            invalid("spec.versions", shown(versions), "must contain unique version names")
        }
        if versions.count(where: { $0["storage"]?.bool ?? false }) != 1 {
            invalid(
                "spec.versions", versions.isEmpty && !isListed ? .null : shown(versions),
                "must have exactly one version marked as storage version")
        }
        if let first = versions.first?["name"]?.string {
            let problems = NameSyntax.label1035(first)
            if !problems.isEmpty { invalid("spec.version", .string(first), problems.joined(separator: ",")) }
        }
    }

    private static func hasStatus(_ version: Value) -> Bool { version.at("subresources", "status")?.object != nil }

    private mutating func commonParts(_ versions: [Value]) {
        let common = common("schema", versions)
        schema(common, "spec.validation", hasStatus: versions.contains(where: Self.hasStatus))
        scale(self.common("subresources", versions), "spec.subresources")
        columns(self.common("additionalPrinterColumns", versions), "spec.additionalPrinterColumns")
        if let fields = self.common("selectableFields", versions) {
            selectable(fields, common ?? versions.first?["schema"], "spec.selectableFields")
        }
    }

    private mutating func schema(_ schema: Value?, _ path: String, hasStatus: Bool) {
        guard let schema = schema?["openAPIV3Schema"], schema.object != nil else { return }
        var check = SchemaCheck()
        check.root(schema, "\(path).openAPIV3Schema", hasStatus: hasStatus)
        add(check.errors)
    }

    private mutating func deprecation(_ version: Value, _ path: String) {
        guard let text = version["deprecationWarning"]?.string else { return }
        func invalid(_ why: String) { self.invalid(path, .string(text), why) }
        guard version["deprecated"]?.bool == true else { return invalid("can only be set for deprecated versions") }
        if text.utf8.count > 256 { invalid("must be <= 256 characters long") }
        if text.isEmpty { invalid("must not be an empty string") }
        var index = 0
        for scalar in text.unicodeScalars {
            let isPrintable =
                scalar == " " || !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
            if !isPrintable {
                invalid(
                    "must only contain printable UTF-8 characters; non-printable character found at index \(index)")
                break
            }
            index += scalar.utf8.count
        }
    }

    // MARK: Parts of a version

    private mutating func scale(_ subresources: Value?, _ path: String) {
        guard let scale = subresources?["scale"], scale.object != nil else { return }
        for (field, root) in [("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")] {
            let text = scale[field]?.string ?? ""
            let place = "\(path).scale.\(field)"
            if text.isEmpty {
                required(place)
            } else if simplePath(text, place), !text.hasPrefix(root) {
                invalid(place, .string(text), "should be a json path under \(root.dropLast())")
            }
        }
        guard let selector = scale["labelSelectorPath"]?.string, !selector.isEmpty else { return }
        let place = "\(path).scale.labelSelectorPath"
        if simplePath(selector, place), !selector.hasPrefix(".spec."), !selector.hasPrefix(".status.") {
            invalid(place, .string(selector), "should be a json path under either .spec or .status")
        }
    }

    private mutating func simplePath(_ text: String, _ path: String) -> Bool {
        if text.hasPrefix(".") { return true }
        invalid(path, .string(text), "must be a simple json path starting with .")
        return false
    }

    private mutating func columns(_ columns: Value?, _ path: String) {
        let types = ["boolean", "date", "integer", "number", "string"]
        let formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]
        for (index, column) in (columns?.array ?? []).enumerated() {
            let path = "\(path)[\(index)]"
            if (column["name"]?.string ?? "").isEmpty { required("\(path).name") }
            let type = column["type"]?.string ?? ""
            if type.isEmpty {
                required("\(path).type", "must be one of \(types.joined(separator: ","))")
            } else if !types.contains(type) {
                invalid("\(path).type", .string(type), "must be one of \(types.joined(separator: ","))")
            }
            if let format = column["format"]?.string, !format.isEmpty, !formats.contains(format) {
                invalid("\(path).format", .string(format), "must be one of \(formats.joined(separator: ","))")
            }
            let place = column["jsonPath"]?.string ?? ""
            if place.isEmpty { required("\(path).JSONPath") } else { _ = simplePath(place, "\(path).JSONPath") }
        }
    }

    private mutating func selectable(_ fields: Value?, _ schema: Value?, _ path: String) {
        var seen: Set<String> = []
        for (index, field) in (fields?.array ?? []).enumerated() {
            let place = "\(path)[\(index)].jsonPath"
            let text = field["jsonPath"]?.string ?? ""
            if text.isEmpty {
                required(place)
                continue
            }
            switch SelectablePath.schema(at: text, in: schema?["openAPIV3Schema"] ?? [:]) {
            case .failure(let problem): invalid(place, .string(text), "is an invalid path: \(problem.text)")
            case .success(let target):
                if text == ".metadata" || text.hasPrefix(".metadata.") {
                    invalid(place, .string(text), "must not point to fields in metadata")
                }
                if !["string", "boolean", "integer"].contains(target["type"]?.string ?? "") {
                    invalid(
                        place, .string(text),
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."
                    )
                }
                if !seen.insert(text).inserted { duplicate(place, .string(text)) }
            }
        }
        if seen.count > 8 {
            add([FieldError(.tooMany, path, value: .integer(Int64(seen.count)), "must have at most 8 items")])
        }
    }

    // MARK: Names, conversion, status

    private mutating func definitionNames(_ names: Value, _ path: String) {
        func check(_ place: String, _ text: String, _ problems: [String], _ prefix: String = "") {
            guard !problems.isEmpty else { return }
            invalid(place, .string(text), prefix + problems.joined(separator: ","))
        }
        for field in ["plural", "singular"] {
            let name = names[field]?.string ?? ""
            check("\(path).\(field)", name, name.isEmpty ? [] : NameSyntax.label1035(name))
        }
        for field in ["kind", "listKind"] {
            let name = names[field]?.string ?? ""
            check(
                "\(path).\(field)", name, name.isEmpty ? [] : NameSyntax.label1035(name.lowercased()),
                "may have mixed case, but should otherwise match: ")
        }
        for (index, value) in (names["shortNames"]?.array ?? []).enumerated() {
            check("\(path).shortNames[\(index)]", value.string ?? "", NameSyntax.label1035(value.string ?? ""))
        }
        if let kind = names["kind"]?.string, !kind.isEmpty, kind == names["listKind"]?.string {
            invalid("\(path).listKind", .string(kind), "kind and listKind may not be the same")
        }
        for (index, value) in (names["categories"]?.array ?? []).enumerated() {
            check("\(path).categories[\(index)]", value.string ?? "", NameSyntax.label1035(value.string ?? ""))
        }
    }

    private mutating func conversion(_ conversion: Value?) {
        guard let conversion, conversion.object != nil else { return }
        let strategy = conversion["strategy"]?.string ?? ""
        if strategy.isEmpty {
            required("spec.conversion.strategy")
        } else {
            oneOf("spec.conversion.strategy", .string(strategy), ["None", "Webhook"])
        }
        let client = conversion.at("webhook", "clientConfig").flatMap { $0.object == nil ? nil : $0 }
        let versions = conversion.at("webhook", "conversionReviewVersions")?.array ?? []
        guard strategy == "Webhook" else {
            let text = "should not be set when strategy is not set to Webhook"
            if client != nil { forbidden("spec.conversion.webhookClientConfig", text) }
            if !versions.isEmpty { forbidden("spec.conversion.conversionReviewVersions", text) }
            return
        }
        if let client {
            clientConfiguration("spec.conversion.webhookClientConfig", client)
        } else {
            required("spec.conversion.webhookClientConfig", "required when strategy is set to Webhook")
        }
        reviewVersions(versions, "spec.conversion.conversionReviewVersions")
    }

    private mutating func reviewVersions(_ versions: [Value], _ path: String) {
        if versions.isEmpty { return required(path) }
        var seen: Set<Value> = []
        for (index, version) in versions.enumerated() {
            guard seen.insert(version).inserted else {
                invalid("\(path)[\(index)]", version, "duplicate version")
                continue
            }
            invalid("\(path)[\(index)]", version.string ?? "", NameSyntax.label1035(version.string ?? ""))
        }
        if !seen.contains("v1"), !seen.contains("v1beta1") {
            invalid(path, .array(versions), "must include at least one of v1, v1beta1")
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
            let text = name.string ?? ""
            invalid(
                "status.storedVersions[\(index)]", name,
                "missing from spec.versions; \(text) was previously a storage version, and must remain in "
                    + "spec.versions until a storage migration ensures no data remains persisted in \(text) and "
                    + "removes \(text) from status.storedVersions")
        }
    }
}

/// Where selectable fields of a custom resource point to.
enum SelectablePath {
    struct Problem: Error { var text: String }

    static func schema(at path: String, in schema: Value) -> Result<Value, Problem> {
        var schema = schema
        var rest = path[...]
        while let first = rest.first {
            guard first != "[" else { return .failure(Problem(text: "array notation is not allowed")) }
            guard first == "." else {
                return .failure(Problem(text: "expected [ or . but got: \(token(rest))"))
            }
            rest = rest.dropFirst()
            guard !rest.isEmpty else { return .failure(Problem(text: "unexpected end of JSON path")) }
            let name = token(rest)
            rest = rest.dropFirst(name.count)
            if let properties = schema["properties"]?.object, !properties.isEmpty {
                guard let next = properties[name] else {
                    return .failure(Problem(text: "does not refer to a valid field"))
                }
                schema = next
            } else if let additional = schema["additionalProperties"], additional.object != nil {
                schema = additional
            } else {
                return .failure(Problem(text: "does not refer to a valid field"))
            }
        }
        return .success(schema)
    }

    /// A delimiter, or the text up to the next one.
    private static func token(_ text: Substring) -> String {
        guard let first = text.first else { return "" }
        if ".[]".contains(first) { return String(first) }
        return String(text.prefix { !".[]".contains($0) })
    }
}
