internal import DocumentModel

/// Reads the body of a write: its encoding, its kind, its object.
struct BodyReader: Sendable {
    let target: Target

    /// The encoding a `Content-Type` names; JSON when there is none.
    ///
    /// - Throws: 415 for others.
    static func encoding(_ contentType: String?) throws(APIError) -> BodyEncoding {
        guard let contentType, !contentType.isEmpty else { return .json }
        switch MediaRange(contentType)?.type {
        case "application/json": return .json
        case "application/yaml": return .yaml
        default:
            throw APIError(
                415, "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: application/json, "
                    + "application/yaml")
        }
    }

    /// The object in a body.
    ///
    /// - Throws: 400 for a body that is no object of the target's kind.
    func read(_ request: APIRequest, validation: FieldValidation) throws(APIError) -> DecodedObject {
        let encoding = try Self.encoding(request.header("Content-Type"))
        let tree = try tree(request.body, encoding)
        try check(tree)
        return try target.definition.rules.decode(
            request.body, encoding: encoding, version: target.version.name, validation: validation)
    }

    /// The document in a body.
    func tree(_ body: [UInt8], _ encoding: BodyEncoding) throws(APIError) -> Value {
        // JSON begins with a value, not with a byte order mark.
        if encoding == .json, body.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw unrecognized("invalid character 'ï' looking for beginning of value")
        }
        do {
            return encoding == .yaml
                ? try YAML.parseFirst(body, .init(refusesDuplicateKeys: false)) : try JSON.parse(body)
        } catch {
            throw unrecognized("error converting YAML to JSON or parsing JSON: \(error.message)")
        }
    }

    /// Whether a document claims to be of the target's kind; one that says nothing does.
    func check(_ tree: Value) throws(APIError) {
        if tree.isNull { return }
        guard tree.object != nil else {
            throw unrecognized("json: cannot unmarshal \(tree.typeName) into Go value of type struct")
        }
        for field in ["apiVersion", "kind"] {
            guard let part = tree[field], !part.isNull, part.string == nil else { continue }
            throw unrecognized(
                "json: cannot unmarshal \(part.typeName) into Go struct field .\(field) of type string")
        }
        let kind = tree["kind"]?.string ?? ""
        let apiVersion = tree["apiVersion"]?.string ?? ""
        if target.definition.isCustom, kind.isEmpty || apiVersion.isEmpty {
            throw unrecognized("no \(kind.isEmpty ? "kind" : "version")")
        }
        if target.definition.isCustom, kind != target.definition.kind, apiVersion == target.apiVersion {
            throw .invalid(
                group: target.definition.group, kind: kind, tree["metadata"]?["name"]?.string ?? "",
                [FieldError(.invalid, "kind", value: .string(kind), "must be \(target.definition.kind)")])
        }
        if !kind.isEmpty, kind != target.definition.kind {
            throw unreadable(kind: kind, "unknown conversion to \(target.definition.kind)")
        }
        guard !apiVersion.isEmpty, apiVersion != target.apiVersion else { return }
        if target.definition.isCustom
            || target.definition.versions.contains(where: {
                apiVersion.hasSuffix($0.name) && apiVersion.hasPrefix(target.definition.group)
                    && !target.definition.group.isEmpty
            })
        {
            throw .badRequest(
                "the API version in the data (\(apiVersion)) does not match the expected API version "
                    + "(\(target.apiVersion))")
        }
        throw unreadable(
            kind: kind.isEmpty ? target.definition.kind : kind,
            version: String(apiVersion.split(separator: "/").last ?? ""),
            "no kind \"\(kind)\" is registered for version \"\(apiVersion)\"")
    }

    /// 400 for a body that does not even say what it is.
    private func unrecognized(_ why: String) -> APIError {
        .badRequest(
            "the object provided is unrecognized (must be of type \(target.definition.kind)): couldn't get "
                + "version/kind; json parse error: \(why)")
    }

    private func unreadable(kind: String, version: String? = nil, _ why: String) -> APIError {
        .badRequest(
            "\(kind) in version \(GoText.quoted(version ?? target.version.name)) cannot be handled as a "
                + "\(target.definition.kind): \(why)")
    }
}
