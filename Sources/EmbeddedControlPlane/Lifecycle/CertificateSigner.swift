internal import Cryptography
internal import DocumentModel
internal import KubernetesModel
internal import Logging
internal import Platform

/// Signs approved requests for certificates of users, as the controller manager does for the signer
/// `kubernetes.io/kube-apiserver-client`. Other signers have no one here.
struct CertificateSigner: ClusterController {
    let cluster: Cluster
    let authority: CertificateAuthority

    private static let signer = "kubernetes.io/kube-apiserver-client"
    private static let longest = Duration.seconds(365 * 86_400)
    private static let optional = ["digital signature": "digitalSignature", "key encipherment": "keyEncipherment"]

    func run() async {
        var feed = ChangeFeed(cluster.store, [.signingRequests])
        while !Task.isCancelled {
            for item in await feed.next() {
                guard let request = cluster.store.object(.signingRequests, item.key), isReady(request) else { continue }
                await settle(request)
            }
        }
    }

    private func isReady(_ request: StoredObject) -> Bool {
        request.value.at("spec", "signerName")?.string == Self.signer && request.isTrue("Approved")
            && !request.isTrue("Failed") && request.value.at("status", "certificate") == nil
    }

    private func settle(_ request: StoredObject) async {
        let spec = request.value["spec"] ?? .null
        let usages = (spec["usages"]?.array ?? []).compactMap(\.string)
        let problem = Self.problem(usages)
        let certificate = problem == nil ? sign(spec, usages) : nil
        await cluster.attempt("sign a certificate") { () throws(APIError) in
            try await cluster.update(.signingRequests, request.key, subresource: "status") { object in
                // Another one may stand there by now.
                guard object["metadata"]?["uid"]?.string == request.uid else { return false }
                if let problem {
                    var conditions = object["status"]?["conditions"]?.array ?? []
                    conditions.append([
                        "type": "Failed", "status": "True", "reason": "SignerValidationFailure",
                        "message": .string(problem), "lastUpdateTime": .string(Timestamp.now().rfc3339()),
                    ])
                    object["status", default: .object([:])]["conditions"] = .array(conditions)
                } else if let certificate {
                    object["status", default: .object([:])]["certificate"] = .string(Base64.encode(certificate.pem))
                }
                return true
            }
        }
    }

    /// Why usages are not those of a client.
    static func problem(_ usages: [String]) -> String? {
        if let other = usages.first(where: { $0 != "client auth" && optional[$0] == nil }) {
            return "invalid usage for client certificate: \(other)"
        }
        return usages.contains("client auth") ? nil : "missing required usage for client certificate: client auth"
    }

    /// Nil for a request that cannot be read or would make an administrator or a user without a name: it stays as it is.
    private func sign(_ spec: Value, _ usages: [String]) -> Certificate? {
        guard let pem = spec["request"]?.string.flatMap({ Base64.decode($0) }) else { return nil }
        let asked = spec["expirationSeconds"]?.integer.map { Duration.seconds($0) }
        do throws(CryptographyError) {
            let request = try SigningRequest(pem: pem)
            guard !request.commonName.isEmpty, !request.organizations.contains("system:masters") else { return nil }
            return try authority.sign(
                request, keyUsage: usages.compactMap { Self.optional[$0] }.joined(separator: ","),
                extendedKeyUsage: "clientAuth", validity: min(asked ?? Self.longest, Self.longest))
        } catch {
            cluster.logger.warning("cannot sign a certificate", metadata: ["error": "\(error.message)"])
            return nil
        }
    }
}
