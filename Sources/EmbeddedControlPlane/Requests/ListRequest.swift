internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// A list: which objects, from which moment, which page.
struct ListRequest: Sendable {
    let store: ObjectStore
    let target: Target
    let options: ListOptions

    /// One page.
    struct Page: Sendable {
        var items: [StoredObject]
        /// The list's own metadata.
        var metadata: Object
        var revision: Int64
    }

    /// - Throws: 400 for bad parameters, 410 when the moment is forgotten, 504 when it is yet to come.
    func page() throws(APIError) -> Page {
        let (snapshot, start) = try snapshot()
        let objects = snapshot.objects(in: target.namespace)
        // The list of one name is read like one object.
        let isPaged = options.limit > 0 && options.resourceVersion != "0" && options.fields.name == nil
        var items: [StoredObject] = []
        var next: ObjectKey?
        for object in objects {
            if let start, object.key < start { continue }
            // A full page ends at the next object, whether the selectors want it or not.
            if isPaged, items.count >= options.limit {
                next = object.key
                break
            }
            guard options.matches(object) else { continue }
            items.append(object)
        }
        var metadata: Object = ["resourceVersion": .string(String(snapshot.revision))]
        if let next {
            metadata["continue"] = .string(ContinueToken(revision: snapshot.revision, start: next).text)
            if options.labels.requirements.isEmpty, options.fields.requirements.isEmpty {
                let rest = objects.count { !($0.key < next) }
                metadata["remainingItemCount"] = .integer(Int64(rest))
            }
        }
        return Page(items: items, metadata: metadata, revision: snapshot.revision)
    }

    private func snapshot() throws(APIError) -> (Snapshot, start: ObjectKey?) {
        if !options.continuation.isEmpty {
            guard options.resourceVersion.isEmpty || options.resourceVersion == "0" else {
                throw .badRequest("specifying resource version is not allowed when using continue")
            }
            let token = try ContinueToken(options.continuation)
            guard let revision = token.revision else { return (store.snapshot(target.resource), token.start) }
            guard let snapshot = store.snapshot(target.resource, at: revision) else {
                throw Self.continueExpired(token)
            }
            return (snapshot, token.start)
        }
        let version = try options.version()
        if options.versionMatch == .exact {
            guard version <= store.revision else { throw Self.tooLarge(version, store.revision) }
            guard let snapshot = store.snapshot(target.resource, at: version) else {
                throw .expired("The resourceVersion for the provided list is too old.")
            }
            return (snapshot, nil)
        }
        let snapshot = store.snapshot(target.resource)
        guard version <= snapshot.revision else { throw Self.tooLarge(version, snapshot.revision) }
        return (snapshot, nil)
    }

    private static func continueExpired(_ token: ContinueToken) -> APIError {
        .expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
                + "without the continue parameter, or use the continue token in this response to retrieve the "
                + "remainder of the results. Continuing with the provided token results in an inconsistent list - "
                + "objects that were created, modified, or deleted between the time the first chunk was returned and "
                + "now may show up in the list.")
    }

    /// 504 for a version that is yet to come.
    static func tooLarge(_ wanted: Int64, _ have: Int64) -> APIError {
        APIError(
            504, "Timeout", "Timeout: Too large resource version: \(wanted), current: \(have)",
            details: .init(
                causes: [.init(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: nil)],
                retryAfterSeconds: 1))
    }
}

/// Where a list goes on.
struct ContinueToken: Sendable {
    /// The moment the first page showed; nil to go on with the present.
    var revision: Int64?
    var start: ObjectKey

    init(revision: Int64, start: ObjectKey) {
        self.revision = revision
        self.start = start
    }

    /// As sent to the client.
    var text: String {
        let value: Value = [
            "v": "meta.k8s.io/v1", "rv": .integer(revision ?? -1), "start": .string("\(start.namespace)/\(start.name)"),
        ]
        return Base64.encode(JSON.write(value), alphabet: .url, padding: false)
    }

    /// - Throws: 400 for a text that is none of ours.
    init(_ text: String) throws(APIError) {
        guard let bytes = Base64.decode(text, alphabet: .url), let value = try? JSON.parse(bytes),
            value["v"]?.string == "meta.k8s.io/v1", let start = value["start"]?.string,
            let slash = start.firstIndex(of: "/")
        else {
            throw .badRequest("invalid continue token: continue key is not valid: illegal base64 data or JSON")
        }
        let revision = value["rv"]?.integer ?? -1
        self.revision = revision > 0 ? revision : nil
        self.start = ObjectKey(namespace: String(start[..<slash]), name: String(start[start.index(after: slash)...]))
    }
}
