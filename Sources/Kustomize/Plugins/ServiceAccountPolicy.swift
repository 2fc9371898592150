internal import DocumentModel

/// The built-in generator of service accounts that stand for accounts of a cloud.
struct ServiceAccountPolicy {
    private let name: String
    private let namespace: String
    private let account: String
    private let project: String

    init(_ reader: inout FieldReader) throws(KustomizeError) {
        let cloud = try reader.text("cloud")
        guard cloud == "gke" else {
            throw KustomizeError(.invalidField, "cloud provider \(cloud) not supported yet", field: "cloud")
        }
        let service = try reader.reader("kubernetesService") { service throws(KustomizeError) in
            (try service.text("name"), try service.text("namespace"))
        }
        let account = try reader.reader("serviceAccount") { account throws(KustomizeError) in
            (try account.text("name"), try account.text("projectId"))
        }
        (name, namespace) = service ?? ("", "")
        (self.account, project) = account ?? ("", "")
        guard !name.isEmpty else {
            throw KustomizeError(.invalidField, "the account must have a name", field: "kubernetesService.name")
        }
    }

    func resource(_ scopes: Scopes) throws(KustomizeError) -> Resource {
        let address = "\(account)@\(project).iam.gserviceaccount.com"
        var metadata: Object = [
            "annotations": ["iam.gke.io/gcp-service-account": .string(address)], "name": .string(name),
        ]
        if !namespace.isEmpty { metadata["namespace"] = .string(namespace) }
        return Resource(["apiVersion": "v1", "kind": "ServiceAccount", "metadata": .object(metadata)], scopes: scopes)
    }
}
