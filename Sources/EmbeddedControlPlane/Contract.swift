internal import DocumentModel
internal import KubernetesModel
internal import KubernetesSchema
internal import Platform

// The line between the machinery of the API server (storage, HTTP, authorization, life cycle) and what it knows about
// kinds (schema, defaults, validation, field ownership). The machinery asks; `Schema/`, `Apply/`, `Validation/` and
// `CustomResources/` answer. All functions are pure: no clock, no storage, no I/O.

/// A resource the API serves: one plural name in one group, in all of its versions.
struct ResourceDefinition: Sendable {
    /// One served version.
    struct Version: Sendable {
        /// Such as `v1`.
        var name: String
        /// Sent as a `Warning` header with each answer in this version, such as `v1 Endpoints is deprecated in v1.33+…`.
        var deprecationWarning: String?
        /// Subresources in this version, `status` and `scale` included.
        var subresources: [Subresource] = []
        /// Columns of custom resources; those of built-in kinds come from `Printing/`.
        var columns: [PrinterColumn] = []
        /// Field selectors besides `metadata.name` and `metadata.namespace`, such as `spec.nodeName`.
        var selectableFields: [String] = []
        /// Where `scale` reads and writes; nil without that subresource. JSON paths as a CRD writes them: `.spec.replicas`.
        var scale: ScalePaths?
    }

    /// A subresource, as discovery lists it.
    struct Subresource: Sendable {
        /// Such as `status`, `scale`, `token`, `eviction`, `log`.
        var name: String
        /// The kind it takes and answers; differs from the parent's for `scale`, `token`, `eviction`, `binding`.
        var kind: GroupVersionKind
        var verbs: [String]
    }

    /// Where the replicas of a scalable kind are.
    struct ScalePaths: Sendable {
        var specReplicas: String
        var statusReplicas: String
        /// Of a selector written as text, or of a `LabelSelector` object for built-in kinds.
        var labelSelector: String?
    }

    /// A column of `kubectl get` for a custom resource.
    struct PrinterColumn: Sendable {
        var name: String
        /// integer, number, string, boolean or date.
        var type: String
        var format: String = ""
        var description: String = ""
        var priority: Int = 0
        var jsonPath: String
    }

    /// Empty for the core group.
    var group: String
    var plural: String
    var singular: String
    var kind: String
    var listKind: String
    var shortNames: [String] = []
    var categories: [String] = []
    var isNamespaced: Bool
    /// Of the resource itself; reviews and the like have `create` alone and are never stored.
    var verbs: [String] = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    /// Served versions, the preferred one first.
    var versions: [Version]
    /// In which objects are stored; `rules.convert` leads to the others.
    var storageVersion: String
    /// Whether a CustomResourceDefinition made it.
    var isCustom = false
    /// The version of the CustomResourceDefinition; objects written before are completed when they are read.
    var schemaVersion: Int64 = 0
    var rules: any ResourceRules

    /// `plural.group`, or the plural alone in the core group, as messages write it.
    var resourceName: String { group.isEmpty ? plural : "\(plural).\(group)" }
    /// The kind as `is invalid` messages write it: `Deployment.apps`, `ConfigMap`.
    var qualifiedKind: String { group.isEmpty ? kind : "\(kind).\(group)" }

    func version(_ name: String) -> Version? { versions.first { $0.name == name } }
}

/// What to do about unknown and duplicate fields of a request (`fieldValidation`).
enum FieldValidation: String, Sendable {
    case strict = "Strict"
    case warn = "Warn"
    case ignore = "Ignore"
}

/// How a body is written.
enum BodyEncoding: Sendable {
    case json, yaml
}

/// A body that was read.
struct DecodedObject: Sendable {
    var object: Object
    /// Texts for `Warning` headers, such as `unknown field "spec.foo"`.
    var warnings: [String] = []
}

/// One write, as the rules need to know it.
struct WriteContext: Sendable {
    /// The version the request is in; objects are passed in it.
    var version: String
    /// `status`, `scale`…; nil for the object itself.
    var subresource: String?
    var now: Timestamp
}

/// A server-side apply.
struct ApplyRequest: Sendable {
    /// The applied configuration, decoded.
    var configuration: Object
    /// The field manager.
    var manager: String
    /// Takes fields over from other managers instead of answering 409.
    var force: Bool
    var context: WriteContext
}

/// What is known about one kind: how its objects are read, completed, checked, merged and owned.
///
/// Objects go through these functions in the version of the request; the machinery converts with ``convert(_:to:)``
/// before and after storage. The order of a create is decode, applyDefaults, (admission), prepareForCreate,
/// validateCreate; of an update decode or patch, applyDefaults, (admission), prepareForUpdate, validateUpdate. Then
/// ``recordOwnership(of:replacing:manager:context:)`` for everything but a server-side apply.
protocol ResourceRules: Sendable {
    /// Reads a body: types checked, unknown fields dropped (custom resources: pruned), canonical forms of quantities
    /// and times left as written. `kind` and `apiVersion` are checked by the machinery before.
    ///
    /// - Throws: 400 with the real text for a malformed body or, when strict, for unknown and duplicate fields.
    func decode(_ body: [UInt8], encoding: BodyEncoding, version: String, validation: FieldValidation)
        throws(APIError) -> DecodedObject

    /// As decoding a body, for a tree: the outcome of a patch.
    func decode(_ tree: Value, version: String, validation: FieldValidation) throws(APIError) -> DecodedObject

    /// Reads the YAML of a server-side apply: unknown fields judged as in any body, the rest left as it is written.
    func decodeConfiguration(_ body: [UInt8], version: String, validation: FieldValidation)
        throws(APIError) -> DecodedObject

    /// Sets what the real server sets on reading.
    func applyDefaults(to object: inout Object, version: String)

    /// Clears what a creator may not set (status) and sets `metadata.generation` where the kind has one.
    func prepareForCreate(_ object: inout Object, context: WriteContext)

    /// Keeps status on a spec write and everything else on a status write, and raises `metadata.generation` when the
    /// spec changed. Kinds with special rules (Service: keeps cluster IPs and node ports) apply them here.
    func prepareForUpdate(_ object: inout Object, old: Object, context: WriteContext)

    /// Everything wrong with a new object, metadata included, in the order of the real server.
    func validateCreate(_ object: Object, context: WriteContext) -> [FieldError]

    /// Everything wrong with a change, immutable fields and metadata included.
    func validateUpdate(_ object: Object, old: Object, context: WriteContext) -> [FieldError]

    /// Texts for `Warning` headers about an accepted object, such as deprecated annotations.
    func warnings(for object: Object, old: Object?, context: WriteContext) -> [String]

    /// The object as it is after it was stored: some kinds do not keep apart an empty list and none.
    func kept(_ object: Object, version: String) -> Object

    /// How objects of a version merge.
    func mergeType(version: String) -> TypeSchema

    /// The object in another version of its kind.
    func convert(_ object: Object, to version: String) -> Object

    /// A strategic merge patch.
    ///
    /// - Throws: 415 for custom resources, 400/422 with the real text for a patch that cannot be applied.
    func strategicMerge(_ patch: Value, into object: Object, version: String) throws(APIError) -> Object

    /// A server-side apply on `live`, or on nothing: fields and `metadata.managedFields` of the result, not defaulted.
    ///
    /// - Throws: 409 with one cause a conflicting field, 400/422/500 for a configuration that cannot be merged.
    func apply(_ request: ApplyRequest, to live: Object?) throws(APIError) -> Object

    /// Brings `metadata.managedFields` up to date after a create (`old` nil) or an update by `manager`.
    ///
    /// `object.metadata.managedFields` is what the client sent: nil keeps the old, an empty list resets.
    func recordOwnership(
        of object: inout Object, replacing old: Object?, manager: String, context: WriteContext)
}

/// The kinds the API is born with, and how a CustomResourceDefinition becomes one more.
///
/// `Schema/` extends this with `static var builtIn: [ResourceDefinition]`, `CustomResources/` with
/// `static func custom(_ definition: Object) throws(APIError) -> ResourceDefinition`
/// from a stored CustomResourceDefinition (its served versions), and `Schema/` with the OpenAPI documents:
/// `static func openAPIv2(_ definitions: [ResourceDefinition]) -> Value`,
/// `static func openAPIv3(_ groupVersion: GroupVersion, _ definitions: [ResourceDefinition]) -> Value`.
enum ResourceCatalog {}
