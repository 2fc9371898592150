internal import DocumentModel
internal import KubernetesModel
internal import KubernetesSchema
internal import Platform

/// The rules of a built-in kind: its types in the table, its traits, defaults and checks.
struct BuiltInRules: ResourceRules {
    let group: String
    let kind: String
    let isNamespaced: Bool
    let hasStatus: Bool
    let traits: KindTraits

    init(_ info: KindInfo) {
        group = info.groupVersionKind.group
        kind = info.groupVersionKind.kind
        isNamespaced = info.isNamespaced
        hasStatus = info.subresources.contains { $0.name == "status" }
        traits = KindTraits.of(kind: kind, group: group)
    }

    /// Such as `Deployment.apps`, by which defaults and checks are found.
    var name: String { group.isEmpty ? kind : "\(kind).\(group)" }

    func apiVersion(_ version: String) -> String { GroupVersion(group: group, version: version).apiVersion }

    func type(_ version: String) -> ObjectSchema {
        BuiltInSchema.shared.type(for: GroupVersionKind(group: group, version: version, kind: kind))
            ?? ObjectSchema(fields: [], additional: .untyped(isObject: false))
    }
}

// MARK: Reading

extension BuiltInRules {
    func decode(_ body: [UInt8], encoding: BodyEncoding, version: String, validation: FieldValidation)
        throws(APIError) -> DecodedObject
    {
        let decoder = BodyDecoder(kind: kind, version: version)
        return try read(try decoder.tree(body, encoding), decoder, validation)
    }

    func decode(_ tree: Value, version: String, validation: FieldValidation) throws(APIError) -> DecodedObject {
        let decoder = BodyDecoder(kind: kind, version: version)
        guard let object = tree.object else { throw decoder.unreadable("json: cannot unmarshal \(tree.typeName)") }
        return try read(DecodedBody(object: object), decoder, validation)
    }

    /// - Parameter wraps: whether numbers too large for their fields lose their upper bits.
    private func read(
        _ body: DecodedBody, _ decoder: BodyDecoder, _ validation: FieldValidation, wraps: Bool = false
    ) throws(APIError) -> DecodedObject {
        var form = CanonicalForm()
        form.wraps = wraps
        let object: Object
        do {
            object = try form.read(body.object, type(decoder.version))
        } catch {
            throw decoder.unreadable(error.message)
        }
        let warnings = try decoder.judge(
            body, unknown: DocumentOrder.sorted(form.unknown, body.object), validation)
        return DecodedObject(object: object, warnings: warnings)
    }

    func decodeConfiguration(_ body: [UInt8], version: String, validation: FieldValidation)
        throws(APIError) -> DecodedObject
    {
        let decoder = BodyDecoder(kind: kind, version: version)
        let tree = try decoder.tree(body, .yaml)
        var form = CanonicalForm()
        do { _ = try form.read(tree.object, type(version)) } catch {
            // A leaf of another type is what the merge says in its own words.
            return DecodedObject(object: tree.object)
        }
        // Unknown fields are what the merge says in its own words.
        let warnings = try decoder.judgeConfiguration(tree, unknown: [], validation)
        return DecodedObject(object: tree.object, warnings: warnings)
    }

    func applyDefaults(to object: inout Object, version: String) {
        Normalisation.apply(to: &object, kind: name)
        Defaults.apply(to: &object, kind: name, version: version)
    }
}

// MARK: Preparing

extension BuiltInRules {
    func prepareForCreate(_ object: inout Object, context: WriteContext) {
        if hasStatus {
            object["status"] = traits.initialStatus
            if let type = type(context.version)["status"], type.whenEmpty == .structure {
                object["status"] = canonical(object["status"] ?? .object([:]), type.type)
            }
        }
        if !traits.generationFields.isEmpty, traits.startsGeneration { object.setGeneration(1) }
        Preparation.create(&object, kind: name)
    }

    func prepareForUpdate(_ object: inout Object, old: Object, context: WriteContext) {
        if let subresource = context.subresource, subresource == "status" {
            for path in traits.statusKeeps { object.keep(path, of: old) }
        } else if hasStatus, context.subresource == nil {
            object["status"] = old["status"]
        }
        if context.subresource == "resize" { Preparation.resize(&object, old: old) }
        Preparation.update(&object, old: old, kind: name, isStatus: context.subresource == "status")
        object.keep(["metadata", "generation"], of: old)
        guard !traits.generationFields.isEmpty, context.subresource != "status" else { return }
        let changed = traits.generationFields.contains { field in
            let path = field.split(separator: ".").map(String.init)
            return Value.object(object).at(path) != Value.object(old).at(path)
        }
        if changed { object.setGeneration((old["metadata"]?["generation"]?.integer ?? 0) &+ 1) }
    }

    private func canonical(_ value: Value, _ type: TypeSchema) -> Value {
        guard let object = value.object, let fields = type.fields else { return value }
        var form = CanonicalForm()
        return (try? form.read(object, fields)).map(Value.object) ?? value
    }
}

// MARK: Checking

extension BuiltInRules {
    func validateCreate(_ object: Object, context: WriteContext) -> [FieldError] {
        shown(Validation.create(object, kind: name, isNamespaced: isNamespaced, context: context), context)
    }

    func validateUpdate(_ object: Object, old: Object, context: WriteContext) -> [FieldError] {
        shown(
            Validation.update(object, old: old, kind: name, isNamespaced: isNamespaced, context: context), context)
    }

    private func shown(_ errors: [FieldError], _ context: WriteContext) -> [FieldError] {
        if errors.isEmpty { return [] }
        let type = type(context.version)
        // Who makes up thousands of mistakes gets most of them as they are.
        return errors.prefix(200).map { GoStructure.shown($0, in: type) } + errors.dropFirst(200)
    }

    func warnings(for object: Object, old: Object?, context: WriteContext) -> [String] {
        // Writes of a part of an object are the work of controllers.
        context.subresource == nil ? KindWarnings.of(object, old: old, kind: name) : []
    }
}

// MARK: Versions, patches, ownership

extension BuiltInRules {
    /// Protocol Buffers, which the server stores its own kinds in, know no empty list: it comes back as none, which is
    /// written as null where the field is always written. Definitions and API services are stored as JSON.
    func kept(_ object: Object, version: String) -> Object {
        ["apiextensions.k8s.io", "apiregistration.k8s.io"].contains(group)
            ? object : CanonicalForm.withoutEmptyLists(object, type(version))
    }

    func mergeType(version: String) -> TypeSchema { .object(type(version)) }

    func convert(_ object: Object, to version: String) -> Object {
        let current = GroupVersion(apiVersion: object["apiVersion"]?.string ?? "").version
        guard current != version else { return object }
        var result = VersionConversion.convert(object, kind: name, from: current, to: version)
        result["apiVersion"] = .string(apiVersion(version))
        return result
    }

    func strategicMerge(_ patch: Value, into object: Object, version: String) throws(APIError) -> Object {
        try StrategicMerge.apply(patch, to: object, type: type(version))
    }

    func apply(_ request: ApplyRequest, to live: Object?) throws(APIError) -> Object {
        let manager = fieldManager(request.context)
        let merged = try manager.apply(request, to: live)
        do throws(APIError) {
            let decoder = BodyDecoder(kind: kind, version: request.context.version)
            return try read(DecodedBody(object: merged), decoder, .ignore, wraps: true).object
        } catch {
            throw manager.unconvertible(request.configuration, error)
        }
    }

    func recordOwnership(of object: inout Object, replacing old: Object?, manager: String, context: WriteContext) {
        fieldManager(context).update(&object, replacing: old, manager: manager)
    }

    private func fieldManager(_ context: WriteContext) -> FieldManager {
        FieldManager(
            apiVersion: apiVersion(context.version), kind: kind, subresource: context.subresource ?? "",
            type: .object(type(context.version)), ignored: ignored(context.subresource),
            empty: .object(emptyObject(context.version)),
            convert: { value, apiVersion in
                let target = GroupVersion(apiVersion: apiVersion)
                guard target.group == group,
                    let type = BuiltInSchema.shared.type(
                        for: GroupVersionKind(group: group, version: target.version, kind: kind)),
                    let object = value.object
                else { return nil }
                return (.object(convert(object, to: target.version)), .object(type))
            },
            now: context.now.rfc3339())
    }

    private func ignored(_ subresource: String?) -> FieldSet {
        guard hasStatus else { return FieldSet() }
        switch subresource {
        case .none: return FieldSet([[.field("status")]])
        case "status": return FieldSet(traits.statusKeeps.map { $0.map(PathElement.field) })
        default: return FieldSet()
        }
    }

    private func emptyObject(_ version: String) -> Object {
        var form = CanonicalForm()
        return (try? form.read([:], type(version))) ?? [:]
    }
}
