internal import CommonExpressionLanguage
internal import DocumentModel

/// Claims for devices and classes of them.
extension Checks {
    mutating func deviceClass(_ object: Object) {
        let spec = object["spec"] ?? [:]
        deviceSelectors("spec.selectors", spec["selectors"])
        items("spec.config", spec["config"], most: 32) { $0.deviceConfiguration($1, $2) }
        if let name = spec["extendedResourceName"]?.string, !ResourceName.isExtended(name) {
            invalid("spec.extendedResourceName", .string(name), "must be a valid extended resource name")
        }
    }

    mutating func resourceClaimTemplate(_ object: Object) {
        let spec = object["spec"] ?? [:]
        let metadata = spec["metadata"] ?? [:]
        add(MetadataValidation.annotations(metadata["annotations"], "spec.metadata.annotations"))
        add(MetadataValidation.labels(metadata["labels"], "spec.metadata.labels"))
        for (field, name) in Self.metadataOfObjects where !(metadata[field] ?? .null).isBlank {
            forbidden("spec.metadata.\(name)", "cannot be set")
        }
        deviceClaim("spec.spec.devices", spec.at("spec", "devices") ?? [:])
    }

    /// What a template's metadata may not hold, and what messages call it.
    private static let metadataOfObjects = [
        ("name", "name"), ("generateName", "generateName"), ("namespace", "namespace"), ("selfLink", "selfLink"),
        ("uid", "uID"), ("resourceVersion", "resourceVersion"), ("generation", "generation"),
        ("creationTimestamp", "creationTimestamp"), ("deletionTimestamp", "deletionTimestamp"),
        ("deletionGracePeriodSeconds", "deletionGracePeriodSeconds"), ("ownerReferences", "ownerReferences"),
        ("finalizers", "finalizers"), ("managedFields", "managedFields"),
    ]

    mutating func deviceClaim(_ path: String, _ claim: Value) {
        let requests = claim["requests"]?.array ?? []
        // The names of requests, and those of the choices within.
        var names: Set<String> = []
        for request in requests {
            let name = request["name"]?.string ?? ""
            names.insert(name)
            for choice in request["firstAvailable"]?.array ?? [] {
                names.insert("\(name)/\(choice["name"]?.string ?? "")")
            }
        }
        items("\(path).requests", claim["requests"], most: 32, key: "name") { $0.deviceRequest($1, $2) }
        items("\(path).constraints", claim["constraints"], most: 32) { checks, path, constraint in
            checks.requestNames("\(path).requests", constraint["requests"], names)
            if let name = constraint["matchAttribute"]?.string {
                checks.attributeName("\(path).matchAttribute", name)
            } else if let name = constraint["distinctAttribute"]?.string {
                checks.attributeName("\(path).distinctAttribute", name)
            } else {
                checks.required(
                    path,
                    "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set"
                )
            }
        }
        items("\(path).config", claim["config"], most: 32) { checks, path, configuration in
            checks.requestNames("\(path).requests", configuration["requests"], names)
            checks.deviceConfiguration(path, configuration)
        }
    }

    private mutating func deviceRequest(_ path: String, _ request: Value) {
        let name = request["name"]?.string ?? ""
        invalid("\(path).name", name, NameSyntax.label(name))
        let choices = request["firstAvailable"]?.array ?? []
        let exactly = request["exactly"].flatMap { $0.object == nil ? nil : $0 }
        let text = "exactly one of `exactly` or `firstAvailable` is required"
        switch (exactly, choices.isEmpty) {
        case (nil, true): required(path, text)
        case (.some, false): invalid(path, nil, text + ", but multiple fields are set")
        case (.some(let exactly), true): wanted("\(path).exactly", exactly)
        case (nil, false):
            items("\(path).firstAvailable", request["firstAvailable"], most: 8, key: "name") { checks, path, choice in
                let name = choice["name"]?.string ?? ""
                checks.invalid("\(path).name", name, NameSyntax.label(name))
                checks.wanted(path, choice)
            }
        }
    }

    /// Which devices a request is for.
    private mutating func wanted(_ path: String, _ request: Value) {
        let name = request["deviceClassName"]?.string ?? ""
        if name.isEmpty { required("\(path).deviceClassName") }
        self.name("\(path).deviceClassName", request["deviceClassName"], NameSyntax.subdomain)
        deviceSelectors("\(path).selectors", request["selectors"])
        let count = request["count"]?.integer ?? 0
        switch request["allocationMode"]?.string ?? "" {
        case "All":
            if count != 0 {
                invalid("\(path).count", .integer(count), "must not be specified when allocationMode is 'All'")
            }
        case "ExactCount":
            if count <= 0 { invalid("\(path).count", .integer(count), "must be greater than zero") }
        case let mode: unsupported("\(path).allocationMode", .string(mode), ["All", "ExactCount"])
        }
        for (index, toleration) in (request["tolerations"]?.array ?? []).enumerated() {
            deviceToleration("\(path).tolerations[\(index)]", toleration)
        }
    }

    private mutating func deviceToleration(_ path: String, _ toleration: Value) {
        name("\(path).key", toleration["key"], NameSyntax.qualifiedName)
        let value = toleration["value"]?.string ?? ""
        switch toleration["operator"]?.string ?? "" {
        case "Exists":
            if !value.isEmpty { invalid("\(path).value", .string(value), "must be empty for operator `Exists`") }
        case "Equal": invalid("\(path).value", value, NameSyntax.labelValue(value))
        case "": required("\(path).operator")
        case let symbol: unsupported("\(path).operator", .string(symbol), ["Equal", "Exists"])
        }
        if let effect = toleration["effect"]?.string, !effect.isEmpty { deviceEffect("\(path).effect", effect) }
    }

    mutating func deviceEffect(_ path: String, _ effect: String) {
        oneOf(path, .string(effect), ["NoExecute", "NoSchedule", "None"])
    }

    private mutating func requestNames(_ path: String, _ list: Value?, _ known: Set<String>) {
        let text =
            "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
        items(path, list, most: 32, isSet: true) { checks, path, item in
            let name = item.string ?? ""
            let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2 else { return checks.invalid(path, item, text) }
            for part in parts { checks.invalid(path, part, NameSyntax.label(part)) }
            if !known.contains(name) { checks.invalid(path, item, text) }
        }
    }

    mutating func deviceConfiguration(_ path: String, _ configuration: Value) {
        guard let opaque = configuration["opaque"], opaque.object != nil else { return required("\(path).opaque") }
        driverName("\(path).opaque.driver", opaque["driver"]?.string ?? "")
        let parameters = opaque["parameters"] ?? .null
        if parameters.isNull {
            required("\(path).opaque.parameters")
        } else if JSON.text(parameters).utf8.count > 10 << 10 {
            add([FieldError(.tooLong, "\(path).opaque.parameters", "may not be more than 10240 bytes")])
        } else if parameters.object == nil {
            invalid("\(path).opaque.parameters", "<value omitted>", "must be a valid JSON object")
        }
    }

    // MARK: Names

    /// The name of an attribute, which may have a domain.
    mutating func deviceName(_ path: String, _ name: String) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 1 { identifierOfDevices(path, parts[0]) }
        guard parts.count == 2 else { return }
        if parts[0].isEmpty { invalid(path, "", "the domain must not be empty") } else { driverName(path, parts[0]) }
        if parts[1].isEmpty {
            invalid(path, "", "the name must not be empty")
        } else {
            identifierOfDevices(path, parts[1])
        }
    }

    private mutating func attributeName(_ path: String, _ name: String) {
        deviceName(path, name)
        if !name.contains("/") {
            invalid(path, .string(name), "a fully qualified name must be a domain and a name separated by a slash")
        }
    }

    private mutating func identifierOfDevices(_ path: String, _ name: String) {
        if name.utf8.count > 32 { add([FieldError(.tooLong, path, "may not be more than 32 bytes")]) }
        invalid(path, name, NameSyntax.identifier(name))
    }

    // MARK: Selectors

    private static let deviceEnvironment: CELEnvironment = {
        var environment = CELEnvironment(libraries: .apiServer)
        let type = "kubernetes.DRADevice"
        environment.declareObject(
            type,
            fields: [
                "driver": .string, "allowMultipleAllocations": .bool,
                "attributes": .map(.string, .map(.string, .dyn)),
                "capacity": .map(.string, .map(.string, .opaque("kubernetes.Quantity"))),
            ])
        environment.declare("device", .object(type))
        return environment
    }()

    private mutating func deviceSelectors(_ path: String, _ selectors: Value?) {
        items(path, selectors, most: 32) { checks, path, selector in
            guard let expression = selector["cel"], expression.object != nil else {
                return checks.required("\(path).cel")
            }
            checks.deviceExpression("\(path).cel.expression", expression["expression"]?.string ?? "")
        }
    }

    private mutating func deviceExpression(_ path: String, _ text: String) {
        guard text.utf8.count <= 10 << 10 else {
            return add([FieldError(.tooLong, path, "may not be more than 10240 bytes")])
        }
        do throws(CELIssues) {
            let type = try Self.deviceEnvironment.compile(text).resultType
            guard type != .bool, type != .dyn else { return }
            let name = type == .null ? "null_type" : type.text
            invalid(path, .string(text), "must evaluate to bool or the unknown type, not \(name)")
        } catch {
            invalid(path, .string(text), "compilation failed: \(error)")
        }
    }

    // MARK: Lists

    /// Checks each item of a list that is not too long, and that no two are called the same.
    ///
    /// - Parameters:
    ///   - key: the field that tells items apart.
    ///   - isSet: whether an item itself may not be there twice.
    mutating func items(
        _ path: String, _ list: Value?, most: Int, key: String? = nil, isSet: Bool = false,
        _ check: (inout Checks, String, Value) -> Void
    ) {
        let items = list?.array ?? []
        guard items.count <= most else {
            let count = Value.integer(Int64(items.count))
            return add([FieldError(.tooMany, path, value: count, "must have at most \(most) items")])
        }
        for (index, item) in items.enumerated() { check(&self, "\(path)[\(index)]", item) }
        guard isSet || key != nil else { return }
        var seen: Set<Value> = []
        for (index, item) in items.enumerated() {
            let name = key.map { item[$0] ?? "" } ?? item
            if !seen.insert(name).inserted { duplicate("\(path)[\(index)]", name) }
        }
    }
}
