internal import DocumentModel

extension APIError {
    /// 400 for a request that makes no sense.
    static func badRequest(_ message: String) -> APIError { APIError(400, "BadRequest", message) }

    /// 404 for an object that is not there.
    static func notFound(_ definition: ResourceDefinition, _ name: String) -> APIError {
        notFound(group: definition.group, resource: definition.plural, name)
    }

    /// 404 for an object of a resource that is not there.
    static func notFound(group: String, resource: String, _ name: String) -> APIError {
        APIError(
            404, "NotFound", "\(qualified(resource, group)) \(GoText.quoted(name)) not found",
            details: Details(name: name, group: group, kind: resource))
    }

    /// 409 for a name that is taken.
    static func alreadyExists(_ definition: ResourceDefinition, _ name: String) -> APIError {
        APIError(
            409, "AlreadyExists", "\(definition.resourceName) \(GoText.quoted(name)) already exists",
            details: Details(name: name, group: definition.group, kind: definition.plural))
    }

    /// 409 for a write that another one came before.
    static func conflict(_ definition: ResourceDefinition, _ name: String, _ why: String) -> APIError {
        conflict(group: definition.group, resource: definition.plural, name, why)
    }

    /// 409 for a write that another one came before.
    static func conflict(group: String, resource: String, _ name: String, _ why: String) -> APIError {
        APIError(
            409, "Conflict",
            "Operation cannot be fulfilled on \(qualified(resource, group)) \(GoText.quoted(name)): \(why)",
            details: Details(name: name, group: group, kind: resource))
    }

    /// 403.
    static func forbidden(group: String, resource: String, _ name: String, _ why: String) -> APIError {
        let object = name.isEmpty ? "" : " \(GoText.quoted(name))"
        return APIError(
            403, "Forbidden", "\(qualified(resource, group))\(object) is forbidden: \(why)",
            details: Details(name: name, group: group, kind: resource))
    }

    /// 422 with a cause for each mistake.
    static func invalid(_ definition: ResourceDefinition, _ name: String, _ errors: [FieldError]) -> APIError {
        // Events are checked as what they are kept as.
        let group = definition.group == EventConversion.group && definition.kind == "Event" ? "" : definition.group
        return invalid(group: group, kind: definition.kind, name, errors)
    }

    /// How many bytes of mistakes are told at most, besides the last one.
    private static let mostText = 8 << 20

    /// 422 with a cause for each mistake.
    static func invalid(group: String, kind: String, _ name: String, _ errors: [FieldError]) -> APIError {
        var seen: Set<String> = []
        var texts: [String] = []
        var causes: [Cause] = []
        var size = 0
        // Mistakes that each repeat a huge value are not all told.
        for error in errors where size < mostText {
            let (text, body) = (error.text, error.body)
            size += text.utf8.count + body.utf8.count
            if seen.insert(text).inserted { texts.append(text) }
            causes.append(Cause(reason: error.kind.rawValue, message: body, field: error.field))
        }
        let all = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        return APIError(
            422, "Invalid",
            "\(qualified(kind, group)) \(GoText.quoted(name)) is invalid" + (errors.isEmpty ? "" : ": \(all)"),
            details: Details(name: name, group: group, kind: kind, causes: causes))
    }

    /// 405.
    static func methodNotSupported(_ definition: ResourceDefinition, _ verb: String) -> APIError {
        APIError(
            405, "MethodNotAllowed",
            "\(verb) is not supported on resources of kind \(GoText.quoted(definition.resourceName))",
            details: Details(group: definition.group, kind: definition.plural))
    }

    /// 500 for what should not happen.
    static func internalError(_ message: String) -> APIError {
        APIError(
            500, "InternalError", "Internal error occurred: \(message)",
            details: Details(causes: [Cause(reason: nil, message: message, field: nil)]))
    }

    /// 500 for a resource version that is no number.
    static func unreadableVersion(_ text: String) -> APIError {
        APIError(500, "", "strconv.ParseUint: parsing \(GoText.quoted(text)): invalid syntax")
    }

    /// 400 for an object that does not say its name where the path does.
    static func namelessObject(_ name: String) -> APIError {
        .badRequest("the name of the object (\(name) based on URL) was undeterminable: name must be provided")
    }

    /// 400 for an object of another namespace than the path's.
    static var foreignNamespace: APIError {
        .badRequest("the namespace of the provided object does not match the namespace sent on the request")
    }

    /// 422 for a patch that cannot be carried out.
    static var rejectedPatch: APIError {
        APIError(422, "Invalid", "the server rejected our request due to an error in our request", details: .init())
    }

    /// 401.
    static var unauthorized: APIError { APIError(401, "Unauthorized", "Unauthorized") }

    private static func qualified(_ resource: String, _ group: String) -> String {
        group.isEmpty ? resource : "\(resource).\(group)"
    }
}
