internal import DocumentModel

/// A body as a tree, before its kind is looked at.
struct DecodedBody {
    var object: Object
    /// The paths of fields that are there again.
    var duplicates: [String] = []
}

/// Reads bodies and says in the words of the server what is wrong with them.
struct BodyDecoder {
    /// The kind of the resource.
    var kind: String
    /// The version of the request.
    var version: String

    /// - Parameter merges: whether objects of the same key become one.
    /// - Throws: 400 for what is no object.
    func tree(_ body: [UInt8], _ encoding: BodyEncoding, merges: Bool) throws(APIError) -> DecodedBody {
        switch encoding {
        case .yaml:
            do { return try object(try YAML.parseFirst(body)) } catch let error as DocumentError {
                throw unreadable(error.message)
            } catch let error as APIError {
                throw error
            } catch {
                throw unreadable("\(error)")
            }
        case .json: return try json(body, merges: merges)
        }
    }

    private func json(_ body: [UInt8], merges: Bool) throws(APIError) -> DecodedBody {
        do {
            return try object(try JSON.parse(body, .init(refusesDuplicateKeys: true)))
        } catch let error as DocumentError {
            guard error.code == .duplicateKey else { throw unreadable(error.message) }
            var reader = DuplicateFields(body, merges: merges)
            guard let value = reader.read() else { throw unreadable(error.message) }
            var decoded = try object(value)
            decoded.duplicates = reader.paths
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
    func judge(duplicates: [String], unknown: [String], _ validation: FieldValidation) throws(APIError) -> [String] {
        let texts =
            duplicates.map { "duplicate field \(GoText.quoted($0))" }
            + unknown.map { "unknown field \(GoText.quoted($0))" }
        switch validation {
        case .ignore: return []
        case .warn: return texts
        case .strict:
            if texts.isEmpty { return [] }
            throw unreadable("strict decoding error: " + texts.joined(separator: ", "))
        }
    }
}
