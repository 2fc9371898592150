internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Fills Secrets of type `kubernetes.io/service-account-token` with a token that does not end, and removes those whose
/// account is gone.
struct TokenSecrets: ClusterController {
    let cluster: Cluster

    static let type = "kubernetes.io/service-account-token"
    private static let nameKey = "kubernetes.io/service-account.name"
    private static let uidKey = "kubernetes.io/service-account.uid"

    func run() async {
        var feed = ChangeFeed(cluster.store, [.secrets, .serviceAccounts])
        while !Task.isCancelled {
            for item in await feed.next() {
                guard item.resource == .serviceAccounts else {
                    await settle(item.key)
                    continue
                }
                for secret in secrets(of: item.key) { await settle(secret) }
            }
        }
    }

    private func secrets(of account: ObjectKey) -> [ObjectKey] {
        cluster.store.snapshot(.secrets).objects(in: account.namespace).filter {
            $0.value["type"]?.string == Self.type && Self.annotation($0, Self.nameKey) == account.name
        }.map(\.key)
    }

    private static func annotation(_ secret: StoredObject, _ key: String) -> String {
        secret.value.at("metadata", "annotations", key)?.string ?? ""
    }

    private func settle(_ key: ObjectKey) async {
        guard let secret = cluster.store.object(.secrets, key), secret.value["type"]?.string == Self.type,
            !secret.isBeingDeleted
        else { return }
        let name = Self.annotation(secret, Self.nameKey)
        let uid = Self.annotation(secret, Self.uidKey)
        let account = cluster.store.object(.serviceAccounts, ObjectKey(namespace: key.namespace, name: name))
        guard let account, uid.isEmpty || uid == account.uid else {
            return await cluster.attempt("remove a token without an account") { () throws(APIError) in
                try await cluster.delete(.secrets, key, uid: secret.uid)
            }
        }
        guard (secret.value.at("data", "token")?.string ?? "").isEmpty else { return }
        await fill(secret, account)
    }

    private func fill(_ secret: StoredObject, _ account: StoredObject) async {
        func claim(_ name: String) -> String { "kubernetes.io/serviceaccount/\(name)" }
        let namespace = secret.key.namespace
        let payload: Value = [
            "iss": .string(TokenAuthority.legacyIssuer), claim("namespace"): .string(namespace),
            claim("secret.name"): .string(secret.key.name),
            claim("service-account.name"): .string(account.key.name),
            claim("service-account.uid"): .string(account.uid),
            "sub": .string("system:serviceaccount:\(namespace):\(account.key.name)"),
        ]
        let authority = NamespaceController.authority(in: cluster.store)
        let tokens = cluster.server.tokens
        await cluster.attempt("fill a token Secret") { () throws(APIError) in
            let token: String
            do {
                token = try await BlockingPool.shared.run { try tokens.sign(payload) }
            } catch {
                throw .internalError("cannot sign the token: \(error)")
            }
            try await cluster.update(.secrets, secret.key) { object in
                // Another one may stand there by now, which is no place for a token.
                guard object["metadata"]?["uid"]?.string == secret.uid, object["type"]?.string == Self.type else {
                    return false
                }
                object.set(["metadata", "annotations", Self.uidKey], to: .string(account.uid))
                for (key, text) in [("ca.crt", authority), ("namespace", namespace), ("token", token)] {
                    object.set(["data", key], to: .string(Base64.encode(Array(text.utf8))))
                }
                return true
            }
        }
    }
}
