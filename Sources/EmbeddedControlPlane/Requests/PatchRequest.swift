internal import DocumentModel
internal import KubernetesModel

/// A patch of one of the four kinds, read and ready to be applied to whatever is there.
struct PatchRequest: Sendable {
    enum Kind: Sendable {
        case json(LenientJSONPatch)
        case merge(Value)
        case strategic(Value)
        case apply(Object, warnings: [String])
        /// Of no form; said only once the object is there.
        case unreadable(APIError)
    }

    let target: Target
    let kind: Kind
    let options: WriteOptions
    /// What a strict reader says of the patch itself.
    private let oddities: [String]

    /// - Throws: 415 for another media type, 400 for a body that is no patch, 422 for bad options.
    init(_ request: APIRequest, _ target: Target) throws(APIError) {
        self.target = target
        var options = try WriteOptions(request, kind: "PatchOptions")
        let type = MediaRange(request.header("Content-Type") ?? "")?.type ?? ""
        guard Self.types(target).contains(type) else {
            if target.definition.isCustom {
                throw APIError(
                    415, "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: "
                        + Self.types(target).joined(separator: ", "))
            }
            throw APIError(415, "UnsupportedMediaType", "415: Unsupported Media Type", details: .init())
        }
        if type == "application/apply-patch+yaml" {
            guard request.query["fieldManager"]?.isEmpty == false else {
                throw .invalid(
                    group: "meta.k8s.io", kind: "PatchOptions", "",
                    [FieldError(.required, "fieldManager", "is required for apply patch")])
            }
            (kind, options) = (try Self.apply(request, target, options), options)
        } else {
            guard options.force == nil else {
                throw .invalid(
                    group: "meta.k8s.io", kind: "PatchOptions", "",
                    [FieldError(.forbidden, "force", "may not be specified for non-apply patch")])
            }
            do { kind = try Self.patch(type, request) } catch { kind = .unreadable(error) }
        }
        self.options = options
        oddities = type == "application/apply-patch+yaml" ? [] : Self.oddities(request.body, type)
    }

    /// Fields that stand again and, in operations, fields that are none.
    private static func oddities(_ body: [UInt8], _ type: String) -> [String] {
        let repeated = DuplicateFields.paths(in: body).map { "duplicate field \(GoText.quoted($0))" }
        guard type == "application/json-patch+json" else { return repeated }
        var found = repeated
        do {
            for (index, operation) in (try JSON.parse(body).array ?? []).enumerated() {
                for (key, _) in operation.object ?? [:] where !["op", "path", "from", "value"].contains(key) {
                    found.append("unknown field \(GoText.quoted("[\(index)].\(key)"))")
                }
            }
        } catch { return [] }
        return found.map { "json patch " + $0 }
    }

    static func types(_ target: Target) -> [String] {
        let common = [
            "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
        ]
        return target.definition.isCustom ? common : common + ["application/strategic-merge-patch+json"]
    }

    /// Whether a missing object is created.
    var createsMissing: Bool { if case .apply = kind { true } else { false } }

    private static func patch(_ type: String, _ request: APIRequest) throws(APIError) -> Kind {
        let value: Value
        do {
            value = try JSON.parse(request.body)
        } catch {
            if type == "application/strategic-merge-patch+json" {
                throw .badRequest(JSONProblem.text(request.body))
            }
            throw .badRequest("error decoding patch: \(error.message)")
        }
        if type == "application/json-patch+json" { return .json(try operations(value)) }
        if value.isNull {
            guard type == "application/strategic-merge-patch+json" else { throw .badRequest("Invalid JSON Patch") }
            return .strategic(.object([:]))
        }
        guard value.object != nil else {
            throw .badRequest(
                (type == "application/merge-patch+json" ? "error decoding patch: " : "")
                    + "json: cannot unmarshal \(value.typeName) into Go value of type map[string]interface {}")
        }
        return type == "application/merge-patch+json" ? .merge(value) : .strategic(value)
    }

    /// The operations of a JSON patch; none for null.
    private static func operations(_ value: Value) throws(APIError) -> LenientJSONPatch {
        let operations = value.isNull ? [] : value.array
        let isReadable = (operations ?? []).allSatisfy { operation in
            operation.isNull
                || operation.object != nil
                    && ["op", "path", "from"].allSatisfy { operation[$0]?.string != nil || operation[$0] == nil }
        }
        guard let operations, isReadable else {
            throw .badRequest(
                "error decoding patch: json: cannot unmarshal \(value.typeName) into Go value of type jsonpatch.Patch")
        }
        guard operations.count <= 10_000 else {
            throw APIError(
                413, "RequestEntityTooLarge",
                "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got "
                    + "\(operations.count)")
        }
        do { return try LenientJSONPatch.read(.array(operations)) } catch { throw .rejectedPatch }
    }

    private static func apply(_ request: APIRequest, _ target: Target, _ options: WriteOptions) throws(APIError) -> Kind
    {
        let tree: Value
        do { tree = try YAML.parseFirst(request.body, .init(refusesDuplicateKeys: false)) } catch {
            throw .badRequest("error decoding YAML: \(error.message)")
        }
        guard tree.object != nil || tree.isNull else {
            throw .badRequest("error decoding YAML: the document is no object")
        }
        if target.subresource != "scale" {
            let kind = GroupVersionKind(
                apiVersion: tree["apiVersion"]?.string ?? "", kind: tree["kind"]?.string ?? "")
            guard kind.apiVersion == target.apiVersion, kind.kind == target.definition.kind else {
                throw .badRequest(
                    "invalid object type: \(kind.group)/\(kind.version), Kind=\(kind.kind)")
            }
        }
        let decoded = try target.definition.rules.decodeConfiguration(
            request.body, version: target.version.name, validation: options.fieldValidation)
        return .apply(decoded.object, warnings: decoded.warnings)
    }

    /// The object after the patch.
    ///
    /// - Throws: 422 for a patch that does not fit, 400 for an outcome that is no object of the kind, 409 for conflicts.
    func revise(_ current: Object?) throws(APIError) -> ObjectWriter.Revised {
        if case .apply(let configuration, let warnings) = kind {
            let request = ApplyRequest(
                configuration: configuration, manager: options.fieldManager, force: options.force ?? false,
                context: target.context)
            let object = try target.definition.rules.apply(request, to: current)
            if current == nil { try checkNew(object) }
            try checkName(object)
            return ObjectWriter.Revised(object: object, isApplied: true, warnings: warnings)
        }
        let current = current ?? [:]
        let patched = try patched(current)
        try checkName(patched)
        try checkKind(patched)
        let decoded = try decode(.object(patched))
        let warnings = options.fieldValidation == .warn ? oddities : []
        return ObjectWriter.Revised(object: decoded.object, warnings: warnings + decoded.warnings, isPatched: true)
    }

    /// What is applied where nothing is cannot be about something that was.
    private func checkNew(_ object: Object) throws(APIError) {
        let metadata = object["metadata"]
        if let uid = metadata?["uid"]?.string, !uid.isEmpty {
            throw .conflict(
                target.definition, target.name,
                "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
        }
        let namespace = metadata?["namespace"]?.string ?? ""
        guard namespace.isEmpty || namespace == target.namespace || !target.definition.isNamespaced else {
            throw .foreignNamespace
        }
        let version = metadata?["resourceVersion"]?.string ?? ""
        if !version.isEmpty, metadata?["name"]?.string == target.name, UInt64(version) == nil {
            throw APIError(500, "", "strconv.ParseUint: parsing \(GoText.quoted(version)): invalid syntax")
        }
    }

    /// What a patch makes is still the object of the URL (`checkName` of `k8s.io/apiserver`), which is looked at once
    /// the patch is applied.
    private func checkName(_ patched: Object) throws(APIError) {
        let namespace = patched["metadata"]?["namespace"]?.string ?? ""
        guard namespace.isEmpty || namespace == target.namespace || !target.definition.isNamespaced else {
            throw .foreignNamespace
        }
        let name = patched["metadata"]?["name"]?.string ?? ""
        if name.isEmpty { throw .namelessObject(target.name) }
        guard name == target.name else {
            throw .badRequest("the name of the object (\(name)) does not match the name on the URL (\(target.name))")
        }
    }

    /// A patch may not make another kind of the object.
    private func checkKind(_ patched: Object) throws(APIError) {
        let definition = target.definition
        let kind = patched["kind"]?.string ?? definition.kind
        let version = patched["apiVersion"]?.string ?? target.apiVersion
        if definition.isCustom {
            if version != target.apiVersion {
                throw .invalid(
                    group: definition.group, kind: kind, target.name,
                    [FieldError(.invalid, "apiVersion", value: .string(version), "must be \(target.apiVersion)")])
            }
            if kind != definition.kind {
                throw .invalid(
                    group: definition.group, kind: kind, target.name,
                    [FieldError(.invalid, "kind", value: .string(kind), "must be \(definition.kind)")])
            }
            return
        }
        guard kind == definition.kind, version == target.apiVersion else {
            throw .invalid(
                group: "", kind: "", "",
                [
                    FieldError(
                        .invalid, "patch", value: .string(JSON.text(.object(patched.sorted()))),
                        "no kind \(GoText.quoted(kind)) is registered for version \(GoText.quoted(version))")
                ])
        }
    }

    /// What a patch makes unreadable is the patch's fault: 422.
    private func decode(_ tree: Value) throws(APIError) -> DecodedObject {
        do throws(APIError) {
            let decoded = try target.definition.rules.decode(
                inOrder(tree), version: target.version.name, validation: options.fieldValidation)
            guard options.fieldValidation == .strict, !oddities.isEmpty else { return decoded }
            throw .badRequest(
                "cannot be handled as a patch: strict decoding error: " + oddities.joined(separator: ", "))
        } catch {
            guard error.code == 400 else { throw error }
            let start = error.message.firstRange(of: "cannot be handled as a ")?.upperBound
            let why = start.flatMap { error.message[$0...].firstRange(of: ": ") }.map {
                error.message[$0.upperBound...]
            }
            throw .invalid(
                group: "", kind: "", "",
                [
                    FieldError(
                        .invalid, "patch", value: .string(shown(tree)), reason(why.map(String.init) ?? error.message))
                ])
        }
    }

    /// Strategic patches are read in other words.
    private func reason(_ text: String) -> String {
        guard case .strategic = kind, let match = text.wholeMatch(of: Self.mismatch) else { return text }
        let found = Self.goKind(String(match.1))
        let wanted = String(match.2)
        if wanted.hasPrefix("[]") { return "cannot restore slice from \(found)" }
        if wanted.hasPrefix("map[") { return "cannot restore map from \(found)" }
        if wanted.contains(".") { return "cannot restore struct from: \(found)" }
        let type = wanted == "double" ? "float64" : wanted
        let isConvertible = found == "int64" && type != "bool" || found == "float64" && type.hasPrefix("int")
        return isConvertible ? "cannot convert \(found) to \(type)" : "unrecognized type: \(type)"
    }

    private nonisolated(unsafe) static let mismatch =
        /json: cannot unmarshal (.+) into Go struct field \S+ of type (\S+)/

    private static func goKind(_ name: String) -> String {
        switch name {
        case "object": "map"
        case "array": "slice"
        case "string", "bool": name
        default: name.contains(".") ? "float64" : "int64"
        }
    }

    /// What a message shows: the patch itself when strategic, else what it makes of the object.
    private func shown(_ tree: Value) -> String {
        if case .strategic(let patch) = kind { return GoValue.text(patch) }
        return JSON.text(inOrder(tree))
    }

    /// The outcome with its fields in the order the server reads them: sorted where it took the object apart.
    private func inOrder(_ tree: Value) -> Value {
        if target.definition.isCustom { return .object((tree.object ?? [:]).deeplySorted) }
        return switch kind {
        case .json(let patch): tree.sortedAlong(patch.touched)
        case .merge(let patch): tree.sortedAlong(Self.objects(of: patch, []))
        case .strategic(let patch): tree.sortedAlong(Self.objects(of: patch, []))
        case .apply, .unreadable: tree
        }
    }

    /// The paths of the objects in a merge patch.
    private static func objects(of patch: Value, _ path: [String]) -> [[String]] {
        guard let object = patch.object else { return [] }
        return [path] + object.flatMap { key, value in objects(of: value, path + [key]) }
    }

    private func patched(_ current: Object) throws(APIError) -> Object {
        switch kind {
        case .json(let patch):
            do {
                return try patch.apply(to: .object(current)).object ?? [:]
            } catch {
                throw APIError(
                    422, "Invalid", "the server rejected our request due to an error in our request",
                    details: .init())
            }
        case .merge(let patch): return MergePatch.apply(patch, to: .object(current)).object ?? [:]
        case .strategic(let patch):
            return try target.definition.rules.strategicMerge(patch, into: current, version: target.version.name)
        case .apply: return current
        case .unreadable(let error): throw error
        }
    }
}
