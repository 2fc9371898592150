internal import CommonExpressionLanguage
internal import DocumentModel

/// Admission policies and their bindings.
extension Checks {
    mutating func admissionPolicy(_ object: Object, isMutation: Bool) {
        let spec = object["spec"] ?? [:]
        if (spec["failurePolicy"]?.string ?? "").isEmpty {
            required("spec.failurePolicy")
        } else {
            oneOf("spec.failurePolicy", spec["failurePolicy"], ["Fail", "Ignore"])
        }
        parameterKind(spec["paramKind"])
        if let constraints = spec["matchConstraints"], constraints.object != nil {
            matchResources("spec.matchConstraints", constraints)
            if isMutation { mutableOperations("spec.matchConstraints", constraints) }
            if (constraints["resourceRules"]?.array ?? []).isEmpty {
                required("spec.matchConstraints.resourceRules")
            }
        } else {
            required("spec.matchConstraints")
        }
        let hasParameters = spec["paramKind"]?.object != nil
        matchConditions(
            "spec.matchConditions", spec["matchConditions"],
            PolicyEnvironment.make(hasParameters: hasParameters, hasAuthorizer: true))
        var environment = PolicyEnvironment.make(
            hasParameters: hasParameters, hasAuthorizer: true, isMutation: isMutation)
        var plain = PolicyEnvironment.make(hasParameters: hasParameters, hasAuthorizer: false)
        policyVariables(spec["variables"]?.array ?? [], &environment, &plain)
        if isMutation {
            mutations(spec, environment)
        } else {
            validations(object, spec, environment, plain)
        }
    }

    mutating func admissionBinding(_ object: Object, isMutation: Bool) {
        let spec = object["spec"] ?? [:]
        let policy = spec["policyName"]?.string ?? ""
        if policy.isEmpty {
            required("spec.policyName")
        } else {
            invalid("spec.policyName", policy, NameSyntax.subdomain(policy))
        }
        if let reference = spec["paramRef"], reference.object != nil { parameterReference(reference) }
        if let resources = spec["matchResources"], resources.object != nil {
            matchResources("spec.matchResources", resources)
            if isMutation { mutableOperations("spec.matchResources", resources) }
        }
        guard !isMutation else { return }
        let actions = spec["validationActions"]?.array ?? []
        var seen: Set<Value> = []
        for (index, action) in actions.enumerated() {
            oneOf("spec.validationActions[\(index)]", action, ["Audit", "Deny", "Warn"])
            if !seen.insert(action).inserted { duplicate("spec.validationActions[\(index)]", action) }
        }
        if seen.contains("Deny"), seen.contains("Warn") {
            invalid(
                "spec.validationActions", .array(actions),
                "must not contain both Deny and Warn (repeating the same validation failure information in the API "
                    + "response and headers serves no purpose)")
        }
        if actions.isEmpty { required("spec.validationActions", "at least one validation action is required") }
    }

    private mutating func parameterReference(_ reference: Value) {
        let name = reference["name"]?.string ?? ""
        let hasSelector = reference["selector"]?.object != nil
        invalid("spec.paramRef.name", name, NameSyntax.pathSegment(name))
        let isBoth = !name.isEmpty && hasSelector
        let text = "name and selector are mutually exclusive"
        if isBoth { forbidden("spec.paramRef.name", text) }
        if hasSelector { selector("spec.paramRef.selector", reference["selector"]) }
        if isBoth { forbidden("spec.paramRef.selector", text) }
        if name.isEmpty, !hasSelector { required("spec.paramRef", "one of name or selector must be specified") }
        let action = reference["parameterNotFoundAction"]
        if (action?.string ?? "").isEmpty {
            required("spec.paramRef.parameterNotFoundAction")
        } else {
            oneOf("spec.paramRef.parameterNotFoundAction", action, ["Deny", "Allow"], sorted: false)
        }
    }

    private mutating func parameterKind(_ kind: Value?) {
        guard let kind, kind.object != nil else { return }
        let version = kind["apiVersion"]?.string ?? ""
        let parts = version.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if version.isEmpty {
            required("spec.paramKind.apiVersion")
        } else if parts.count > 2 {
            invalid("spec.paramKind.apiVersion", .string(version), "unexpected GroupVersion string: \(version)")
        } else {
            if parts.count == 2 { invalid("spec.paramKind.apiVersion", parts[0], NameSyntax.subdomain(parts[0])) }
            invalid("spec.paramKind.apiVersion", parts[parts.count - 1], NameSyntax.label1035(parts[parts.count - 1]))
        }
        let name = kind["kind"]?.string ?? ""
        if name.isEmpty { return required("spec.paramKind.kind") }
        for problem in NameSyntax.label1035(name.lowercased()) {
            invalid(
                "spec.paramKind.kind", .string(name), "may have mixed case, but should otherwise match: \(problem)")
        }
    }

    /// A deletion leaves nothing to change.
    private mutating func mutableOperations(_ path: String, _ resources: Value) {
        for operation in (resources["resourceRules"]?.array ?? []).flatMap({ $0["operations"]?.array ?? [] }) {
            oneOf("\(path).resourceRules.operations", operation, ["*", "CONNECT", "CREATE", "UPDATE"])
        }
    }

    private mutating func resourceNames(_ path: String, _ names: [Value]) {
        var seen: Set<Value> = []
        for (index, name) in names.enumerated() {
            invalid("\(path)[\(index)]", name.string ?? "", NameSyntax.pathSegment(name.string ?? ""))
            if !seen.insert(name).inserted { duplicate("\(path)[\(index)]", name) }
        }
    }

    private mutating func matchResources(_ path: String, _ resources: Value) {
        oneOf("\(path).matchPolicy", resources["matchPolicy"], ["Equivalent", "Exact"])
        selector("\(path).namespaceSelector", resources["namespaceSelector"])
        selector("\(path).objectSelector", resources["objectSelector"])
        for field in ["resourceRules", "excludeResourceRules"] {
            for (index, rule) in (resources[field]?.array ?? []).enumerated() {
                resourceNames("\(path).\(field)[\(index)].resourceNames", rule["resourceNames"]?.array ?? [])
                webhookRule("\(path).\(field)[\(index)]", rule)
            }
        }
    }
}

// MARK: Expressions

extension Checks {
    /// Notes what is wrong with an expression; nil where it is not of one of the types.
    @discardableResult
    private mutating func expression(
        _ path: String, _ text: String, _ environment: CELEnvironment, types: [CELType]
    ) -> CELProgram? {
        do throws(CELIssues) {
            let program = try environment.compile(text)
            if types.isEmpty || types.contains(program.resultType) { return program }
            let names = types.map(Self.typeName)
            let wanted = names.count == 1 ? names[0] : "one of [\(names.joined(separator: " "))]"
            invalid(path, .string(text), "must evaluate to \(wanted) but got \(Self.typeName(program.resultType))")
        } catch {
            invalid(path, .string(text), "compilation failed: \(error)")
        }
        return nil
    }

    private static func typeName(_ type: CELType) -> String { type == .null ? "null_type" : type.text }

    /// `matchConditions` of policies and webhooks.
    mutating func matchConditions(_ path: String, _ conditions: Value?, _ environment: CELEnvironment) {
        var names: Set<String> = []
        let conditions = conditions?.array ?? []
        if conditions.count > 64 {
            add([
                FieldError(
                    .tooMany, path, value: .integer(Int64(conditions.count)), "must have at most 64 items")
            ])
        }
        for (index, condition) in conditions.enumerated() {
            let text = (condition["expression"]?.string ?? "").trimmed
            if text.isEmpty {
                required("\(path)[\(index)].expression")
            } else {
                expression("\(path)[\(index)].expression", text, environment, types: [.bool])
            }
            let name = condition["name"]?.string ?? ""
            if name.isEmpty {
                required("\(path)[\(index)].name")
            } else {
                invalid("\(path)[\(index)].name", name, NameSyntax.qualifiedName(name))
                if !names.insert(name).inserted { duplicate("\(path)[\(index)].name", .string(name)) }
            }
        }
    }

    private mutating func policyVariables(
        _ variables: [Value], _ environment: inout CELEnvironment, _ plain: inout CELEnvironment
    ) {
        guard !variables.isEmpty else { return }
        var types: [String: CELType] = [:]
        func declare(_ environment: inout CELEnvironment) {
            environment.declareObject(PolicyEnvironment.variablesType, fields: types)
            environment.declare("variables", .object(PolicyEnvironment.variablesType))
        }
        for (index, variable) in variables.enumerated() {
            let path = "spec.variables[\(index)]"
            let (name, text) = (variable["name"]?.string ?? "", variable["expression"]?.string ?? "")
            if name.isBlank {
                required("\(path).name", "name is not specified")
            } else if !Self.isIdentifier(name) {
                invalid("\(path).name", .string(name), "must be a valid CEL identifier")
            }
            declare(&environment)
            if text.isBlank {
                required("\(path).expression", "expression is not specified")
            } else {
                let program = expression("\(path).expression", text, environment, types: [])
                types[name] = program?.resultType ?? .dyn
            }
        }
        declare(&environment)
        declare(&plain)
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first), CELName.escaped(name) != "__\(name)__" else {
            return false
        }
        return name.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
        }
    }

    private mutating func validations(
        _ object: Object, _ spec: Value, _ environment: CELEnvironment, _ plain: CELEnvironment
    ) {
        let validations = spec["validations"]?.array ?? []
        let annotations = spec["auditAnnotations"]?.array ?? []
        if validations.isEmpty, annotations.isEmpty {
            for field in ["validations", "auditAnnotations"] {
                required("spec.\(field)", "validations or auditAnnotations must contain at least one item")
            }
        }
        for (index, validation) in validations.enumerated() {
            self.validation("spec.validations[\(index)]", validation, environment, plain)
        }
        var keys: Set<String> = []
        for (index, annotation) in annotations.enumerated() {
            let path = "spec.auditAnnotations[\(index)]"
            let key = annotation["key"]?.string ?? ""
            let name = "\(object["metadata"]?["name"]?.string ?? "")/\(key)"
            invalid("\(path).key", name, NameSyntax.qualifiedName(name))
            let text = annotation["valueExpression"]?.string ?? ""
            if text.isBlank {
                required("\(path).valueExpression", "valueExpression is not specified")
            } else {
                expression("\(path).valueExpression", text, environment, types: [.string, .null])
            }
            if !keys.insert(key).inserted { duplicate("\(path).key", .string(key)) }
        }
    }

    private mutating func validation(
        _ path: String, _ validation: Value, _ environment: CELEnvironment, _ plain: CELEnvironment
    ) {
        let text = validation["expression"]?.string ?? ""
        if text.isBlank {
            required("\(path).expression", "expression is not specified")
        } else {
            expression("\(path).expression", text, environment, types: [.bool])
        }
        if let text = validation["messageExpression"]?.string, !text.isEmpty {
            if text.isBlank {
                invalid("\(path).messageExpression", .string(text), "must be non-empty if specified")
            } else {
                expression("\(path).messageExpression", text, plain, types: [.string])
            }
        }
        if let message = validation["message"]?.string, !message.isEmpty {
            if message.isBlank {
                invalid("\(path).message", .string(message), "must be non-empty if specified")
            } else if message.trimmed.contains(where: \.isNewline) {
                invalid("\(path).message", .string(message), "must not contain line breaks")
            }
        }
        oneOf("\(path).reason", validation["reason"], ["Forbidden", "Invalid", "RequestEntityTooLarge"])
    }

    private mutating func mutations(_ spec: Value, _ environment: CELEnvironment) {
        let mutations = spec["mutations"]?.array ?? []
        if mutations.isEmpty { required("spec.mutations", "mutations must contain at least one item") }
        let forms: [(type: String, field: String, result: CELType)] = [
            ("ApplyConfiguration", "applyConfiguration", .object("Object")),
            ("JSONPatch", "jsonPatch", .list(.object("JSONPatch"))),
        ]
        for (index, mutation) in mutations.enumerated() {
            let path = "spec.mutations[\(index)]"
            let type = mutation["patchType"]?.string ?? ""
            guard let form = forms.first(where: { $0.type == type }) else {
                if type.isEmpty {
                    required("\(path).patchType")
                } else {
                    oneOf("\(path).patchType", mutation["patchType"], forms.map(\.type))
                }
                continue
            }
            if let text = mutation.at(form.field, "expression")?.string, !text.isBlank {
                expression("\(path).\(form.field).expression", text, environment, types: [form.result])
            } else if mutation[form.field]?.object != nil {
                required("\(path).\(form.field).expression")
            } else {
                required("\(path).\(form.field)", "must be specified when patchType is \(type)")
            }
            for other in forms where other.type != type && mutation[other.field]?.object != nil {
                invalid(
                    "\(path).\(other.field)", .string("{\(other.field)}"),
                    "must not be specified when patchType is \(type)")
            }
        }
        if (spec["reinvocationPolicy"]?.string ?? "").isEmpty {
            required("spec.reinvocationPolicy")
        } else {
            oneOf("spec.reinvocationPolicy", spec["reinvocationPolicy"], ["IfNeeded", "Never"])
        }
    }
}
