internal import DocumentModel
internal import KubernetesModel
internal import KubernetesSchema
internal import Platform

/// The rules of a custom resource: what its definition says.
struct CustomResourceRules: ResourceRules {
    /// One version of the definition.
    struct Version: Sendable {
        /// `openAPIV3Schema` as it was written.
        var source: Value = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        var schema: StructuralSchema
        var type: TypeSchema
        /// What `x-kubernetes-validations` say; nil where they say nothing.
        var rules: RuleTree?
        var hasStatus: Bool
    }

    let group: String
    let kind: String
    let isNamespaced: Bool
    let versions: [String: Version]

    private func version(_ name: String) -> Version {
        versions[name]
            ?? Version(schema: .anything, type: CustomTypeSchema.type(of: .anything), hasStatus: false)
    }

    private func apiVersion(_ version: String) -> String { GroupVersion(group: group, version: version).apiVersion }
}

// MARK: Reading

extension CustomResourceRules {
    func decode(_ body: [UInt8], encoding: BodyEncoding, version: String, validation: FieldValidation)
        throws(APIError) -> DecodedObject
    {
        let decoder = BodyDecoder(kind: kind, version: version, isTyped: false)
        return try read(try decoder.tree(body, encoding), decoder, validation)
    }

    func decode(_ tree: Value, version: String, validation: FieldValidation) throws(APIError) -> DecodedObject {
        let decoder = BodyDecoder(kind: kind, version: version, isTyped: false)
        guard let object = tree.object else { throw decoder.unreadable("json: cannot unmarshal \(tree.typeName)") }
        return try read(DecodedBody(object: object), decoder, validation)
    }

    func decodeConfiguration(_ body: [UInt8], version: String, validation: FieldValidation)
        throws(APIError) -> DecodedObject
    {
        let decoder = BodyDecoder(kind: kind, version: version, isTyped: false)
        let tree = try decoder.tree(body, .yaml)
        // Unknown fields are what the merge says in its own words.
        let warnings = try decoder.judgeConfiguration(tree, unknown: [], validation)
        return DecodedObject(object: tree.object, warnings: warnings)
    }

    private func read(_ body: DecodedBody, _ decoder: BodyDecoder, _ validation: FieldValidation)
        throws(APIError) -> DecodedObject
    {
        var object = body.object
        try readMetadata(&object, decoder)
        do throws(DecodeProblem) {
            object = try EmbeddedResources.read(object, version(decoder.version).schema)
        } catch {
            throw decoder.unreadable(error.message)
        }
        var unknown: [String] = []
        object = version(decoder.version).schema.prune(object, noting: &unknown).deeplySorted
        let warnings = try decoder.judge(body, unknown: Self.ordered(unknown), validation)
        return DecodedObject(object: object, warnings: warnings)
    }

    /// Metadata is read first, the rest in the order of names.
    private static func ordered(_ unknown: [String]) -> [String] {
        let sorted = unknown.sorted()
        return sorted.filter { $0.hasPrefix("metadata.") } + sorted.filter { !$0.hasPrefix("metadata.") }
    }

    /// Metadata is typed in custom resources too; unknown fields of it are noted with the others.
    private func readMetadata(_ object: inout Object, _ decoder: BodyDecoder) throws(APIError) {
        guard let metadata = object["metadata"], let type = BuiltInSchema.shared.type(named: "meta.v1.ObjectMeta")
        else {
            return
        }
        guard let fields = metadata.object else {
            if metadata.isNull { object["metadata"] = nil }
            guard metadata.isNull else {
                throw decoder.unreadable("json: cannot unmarshal \(metadata.typeName) into Go struct field .metadata")
            }
            return
        }
        var form = CanonicalForm()
        do throws(DecodeProblem) {
            var read = try form.read(fields, type)
            for (key, value) in fields where type[key] == nil { read[key] = value }
            object["metadata"] = .object(read)
        } catch {
            throw decoder.unreadable(error.message)
        }
    }

    func applyDefaults(to object: inout Object, version: String) {
        self.version(version).schema.applyDefaults(to: &object)
    }
}

// MARK: Preparing

extension CustomResourceRules {
    func prepareForCreate(_ object: inout Object, context: WriteContext) {
        if version(context.version).hasStatus { object["status"] = nil }
        object.setGeneration(1)
    }

    func prepareForUpdate(_ object: inout Object, old: Object, context: WriteContext) {
        let hasStatus = version(context.version).hasStatus
        if context.subresource == "status" {
            let (status, managed) = (object["status"], object["metadata"]?["managedFields"])
            object = old
            object["status"] = status
            object.set(["metadata", "managedFields"], to: managed)
            return
        }
        if hasStatus { object["status"] = old["status"] }
        object.keep(["metadata", "generation"], of: old)
        if content(of: object, hasStatus) != content(of: old, hasStatus) {
            object.setGeneration((old["metadata"]?["generation"]?.integer ?? 0) &+ 1)
        }
    }

    /// What the generation follows.
    private func content(of object: Object, _ hasStatus: Bool) -> Object {
        var content = object
        content["metadata"] = nil
        if hasStatus { content["status"] = nil }
        return content
    }
}

// MARK: Checking

extension CustomResourceRules {
    func validateCreate(_ object: Object, context: WriteContext) -> [FieldError] {
        let metadata = MetadataValidation.whole(object, isNamespaced: isNamespaced, name: .subdomain)
        return judge(object, old: nil, context, after: metadata)
    }

    func validateUpdate(_ object: Object, old: Object, context: WriteContext) -> [FieldError] {
        let metadata =
            MetadataValidation.update(object, old: old, isNamespaced: isNamespaced)
            + MetadataValidation.changes(object, old: old)
        return judge(object, old: old, context, after: metadata)
    }

    /// - Parameter metadata: what is wrong with the metadata, which can keep rules from being evaluated as well.
    private func judge(_ object: Object, old: Object?, _ context: WriteContext, after metadata: [FieldError])
        -> [FieldError]
    {
        let schema = version(context.version).schema
        var errors = SchemaValidator.errors(in: object, schema, old: old)
        errors += ListInvariants.errors(in: object, schema)
        errors += EmbeddedResources.errors(in: .object(object), schema)
        if context.subresource == "status" { errors = errors.map(Self.insideStatus) }
        errors = metadata + errors
        guard let rules = version(context.version).rules else { return errors }
        if errors.contains(where: \.kind.blocksRules) {
            errors.append(
                FieldError(
                    .invalid, SchemaValidator.nowhere, value: .null,
                    "some validation rules were not checked because the object was invalid; "
                        + "correct the existing errors to complete validation"))
            return errors
        }
        return errors + RuleRun.judge(object, rules, old: old).errors
    }

    /// A status is judged by itself, so that messages name its fields from there.
    private static func insideStatus(_ error: FieldError) -> FieldError {
        guard error.field.hasPrefix("status."), error.detail.hasPrefix("\(error.field) in body") else { return error }
        var error = error
        error.detail = String(error.detail.dropFirst("status.".count))
        return error
    }

    func warnings(for object: Object, old: Object?, context: WriteContext) -> [String] {
        let finalizers = CustomFinalizers.warnings(object, old: old)
        guard let old, let rules = version(context.version).rules else { return finalizers }
        return finalizers + RuleRun.judge(object, rules, old: old).warnings
    }
}

extension FieldError.Kind {
    /// Whether rules are not evaluated on an object with such a mistake.
    fileprivate var blocksRules: Bool {
        switch self {
        case .notSupported, .required, .tooLong, .tooMany, .typeInvalid: true
        default: false
        }
    }
}

// MARK: Versions, patches, ownership

extension CustomResourceRules {
    func kept(_ object: Object, version: String) -> Object { object }

    func mergeType(version: String) -> TypeSchema { self.version(version).type }

    /// Without a webhook versions differ in their name alone. What the other does not have is dropped, and nothing filled in.
    func convert(_ object: Object, to version: String) -> Object {
        var result = object
        result["apiVersion"] = .string(apiVersion(version))
        var unknown: [String] = []
        return self.version(version).schema.prune(result, noting: &unknown)
    }

    func strategicMerge(_ patch: Value, into object: Object, version: String) throws(APIError) -> Object {
        throw APIError(
            415, "UnsupportedMediaType",
            "the body of the request was in an unknown format - accepted media types include: "
                + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
            details: .init())
    }

    func apply(_ request: ApplyRequest, to live: Object?) throws(APIError) -> Object {
        let merged = try fieldManager(request.context).apply(request, to: live)
        return try decode(.object(merged), version: request.context.version, validation: .ignore).object
    }

    func recordOwnership(of object: inout Object, replacing old: Object?, manager: String, context: WriteContext) {
        fieldManager(context).update(&object, replacing: old, manager: manager)
    }

    private func fieldManager(_ context: WriteContext) -> FieldManager {
        let version = version(context.version)
        return FieldManager(
            apiVersion: apiVersion(context.version), kind: kind, subresource: context.subresource ?? "",
            type: version.type, ignored: ignored(context.subresource, version),
            empty: ["apiVersion": .string(apiVersion(context.version)), "kind": .string(kind), "metadata": [:]],
            convert: { value, apiVersion in
                let target = GroupVersion(apiVersion: apiVersion)
                guard target.group == group, let version = versions[target.version], var object = value.object else {
                    return nil
                }
                object["apiVersion"] = .string(apiVersion)
                return (.object(object), version.type)
            },
            now: context.now.rfc3339())
    }

    private func ignored(_ subresource: String?, _ version: Version) -> FieldSet {
        guard version.hasStatus else { return FieldSet() }
        switch subresource {
        case .none: return FieldSet([[.field("status")]])
        case "status":
            let names = ["spec", "metadata"] + version.schema.properties.map(\.name).filter { $0 != "status" }
            return FieldSet(names.map { [.field($0)] })
        default: return FieldSet()
        }
    }
}
