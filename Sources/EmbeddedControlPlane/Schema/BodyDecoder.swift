internal import DocumentModel

/// A body as a tree, before its kind is looked at.
struct DecodedBody {
    var object: Object
    /// The body itself where fields of it are there again, so that what is said of it keeps its order.
    var repeating: [UInt8]?
    /// What YAML says of keys that stand again, such as `line 6: key "a" already set in map`.
    var repeated: [String] = []
}

/// Reads bodies and says in the words of the server what is wrong with them.
struct BodyDecoder {
    /// The kind of the resource.
    var kind: String
    /// The version of the request.
    var version: String
    /// Whether the body is read field by field into a type: then objects of the same key become one, and unknown fields are met
    /// in the order of the body. Else they are looked for once it is read.
    var isTyped = true

    /// - Throws: 400 for what is no object.
    func tree(_ body: [UInt8], _ encoding: BodyEncoding) throws(APIError) -> DecodedBody {
        switch encoding {
        case .yaml:
            do {
                var repeated: [YAMLRepetition] = []
                var decoded = try object(try YAML.parseFirst(body, repetitions: &repeated))
                decoded.repeated = repeated.map { "line \($0.line): key \(GoText.quoted($0.key)) already set in map" }
                return decoded
            } catch let error as DocumentError {
                throw unreadable(error.message)
            } catch let error as APIError {
                throw error
            } catch {
                throw unreadable("\(error)")
            }
        case .json: return try json(body)
        }
    }

    private func json(_ body: [UInt8]) throws(APIError) -> DecodedBody {
        do {
            return try object(try JSON.parse(body, .init(refusesDuplicateKeys: true)))
        } catch let error as DocumentError {
            guard error.code == .duplicateKey else { throw unreadable(error.message) }
            // The first repeated key ended the reading: what follows has yet to be found well formed, and of bounded depth.
            do { _ = try JSON.parse(body) } catch { throw unreadable(error.message) }
            var reader = DuplicateFields(body, merges: isTyped)
            guard let value = reader.read() else { throw unreadable(error.message) }
            var decoded = try object(value)
            decoded.repeating = body
            return decoded
        } catch let error as APIError {
            throw error
        } catch {
            throw unreadable("\(error)")
        }
    }

    private func object(_ value: Value) throws(APIError) -> DecodedBody {
        if value.isNull { return DecodedBody(object: [:]) }
        guard let object = value.object else {
            throw unreadable("json: cannot unmarshal \(value.typeName) into Go value of type map[string]interface {}")
        }
        return DecodedBody(object: object)
    }

    /// 400 for a body that cannot be read as the kind.
    func unreadable(_ why: String) -> APIError {
        .badRequest("\(kind) in version \(GoText.quoted(version)) cannot be handled as a \(kind): \(why)")
    }

    /// What a strict request is refused for and another warned about.
    ///
    /// - Returns: the warnings.
    /// - Throws: 400 when strict and there is something.
    func judge(_ body: DecodedBody, unknown: [String], _ validation: FieldValidation) throws(APIError) -> [String] {
        let texts =
            (body.repeating.map { DuplicateFields.remarks($0, unknown: isTyped ? unknown : []) } ?? [])
            + (body.repeating == nil || !isTyped ? unknown.map { "unknown field \(GoText.quoted($0))" } : [])
        switch validation {
        case .ignore: return []
        case .warn: return body.repeated + texts
        case .strict:
            let all = (body.repeated.isEmpty ? [] : [Self.unmarshalErrors(body.repeated)]) + texts
            if all.isEmpty { return [] }
            throw unreadable("strict decoding error: " + all.joined(separator: ", "))
        }
    }

    /// What YAML says of keys that stand again, as one error.
    static func unmarshalErrors(_ lines: [String]) -> String {
        "yaml: unmarshal errors:\n" + lines.map { "  \($0)" }.joined(separator: "\n")
    }

    /// As ``judge(_:unknown:_:)`` for a configuration that is applied.
    func judgeConfiguration(_ body: DecodedBody, unknown: [String], _ validation: FieldValidation)
        throws(APIError) -> [String]
    {
        if validation == .strict, !body.repeated.isEmpty {
            throw .badRequest(
                "error strict decoding YAML: error converting YAML to JSON: " + Self.unmarshalErrors(body.repeated))
        }
        return try judge(body, unknown: unknown, validation)
    }
}
