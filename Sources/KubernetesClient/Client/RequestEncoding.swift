internal import DocumentModel

/// Media types of the Kubernetes API.
enum MediaType {
    static let json = "application/json"
    static let apply = "application/apply-patch+yaml"
    /// With plain JSON for servers that do not know metadata alone, which then simply send more.
    static let metadata = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json"
    static let metadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
}

extension APIRequest {
    mutating func add(_ options: WriteOptions, default manager: String?) {
        if let manager = options.fieldManager ?? manager { query.append(("fieldManager", manager)) }
        if options.dryRun { query.append(("dryRun", "All")) }
        if let validation = options.fieldValidation { query.append(("fieldValidation", validation)) }
    }

    mutating func addSelectors(_ options: ListOptions) {
        if !options.labelSelector.isEmpty { query.append(("labelSelector", options.labelSelector)) }
        if !options.fieldSelector.isEmpty { query.append(("fieldSelector", options.fieldSelector)) }
    }
}

extension ObjectPatch {
    var value: Value {
        switch self {
        case .merge(let value), .json(let value), .strategic(let value): value
        }
    }

    var mediaType: String {
        switch self {
        case .merge: "application/merge-patch+json"
        case .json: "application/json-patch+json"
        case .strategic: "application/strategic-merge-patch+json"
        }
    }
}

extension DeleteOptions {
    /// As `meta/v1` has them.
    var body: Value {
        var body: Object = ["apiVersion": "v1", "kind": "DeleteOptions"]
        if let propagation { body["propagationPolicy"] = .string(propagation.rawValue) }
        if let gracePeriodSeconds { body["gracePeriodSeconds"] = .integer(gracePeriodSeconds) }
        var preconditions: Object = [:]
        if let uid { preconditions["uid"] = .string(uid) }
        if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
        if !preconditions.isEmpty { body["preconditions"] = .object(preconditions) }
        if dryRun { body["dryRun"] = ["All"] }
        return .object(body)
    }
}
