internal import Cryptography
internal import DocumentModel
internal import Platform

/// The folder of a control plane: state, certificates, kubeconfig.
struct StateFolder: Sendable {
    let path: String

    init(_ path: String) throws(FileError) {
        self.path = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        try FileSystem.createDirectory(self.path)
    }

    var database: String { path + "/state.db" }
    var tokenKey: String { path + "/service-account.key" }
    var kubeconfig: String { path + "/kubeconfig" }

    /// Who certifies, as whom the server answers, as whom the kubeconfig asks.
    struct Identities: Sendable {
        var authority: CertificateIdentity
        var server: CertificateIdentity
        var client: CertificateIdentity
    }

    /// The certificates of an earlier start, or new ones.
    func identities() throws -> Identities {
        let authority: CertificateAuthority
        if let known = try load("ca") {
            authority = CertificateAuthority(known)
        } else {
            authority = try CertificateAuthority(creating: "sluice-dev-ca")
            try save(authority.identity, "ca")
        }
        return Identities(
            authority: authority.identity,
            server: try identity("server", Self.serverRequest, authority),
            client: try identity("client", Self.clientRequest, authority))
    }

    private static var serverRequest: CertificateRequest {
        var request = CertificateRequest(commonName: "kube-apiserver", purpose: .server)
        request.dnsNames = [
            "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
        ]
        request.ipAddresses = ["127.0.0.1", "::1", ServiceAddresses.apiServer]
        return request
    }

    private static var clientRequest: CertificateRequest {
        var request = CertificateRequest(commonName: "sluice-dev", purpose: .client)
        request.organizations = ["system:masters"]
        return request
    }

    private func identity(_ name: String, _ request: CertificateRequest, _ authority: CertificateAuthority) throws
        -> CertificateIdentity
    {
        let soon = Timestamp.now().advanced(by: .seconds(7 * 86_400))
        if let known = try load(name), known.certificate.notAfter > soon { return known }
        let identity = try authority.issue(request)
        try save(identity, name)
        return identity
    }

    private func load(_ name: String) throws -> CertificateIdentity? {
        guard try FileSystem.status(path + "/\(name).crt") != nil, try FileSystem.status(path + "/\(name).key") != nil
        else { return nil }
        let certificates = try Certificate.bundle(pem: FileSystem.read(path + "/\(name).crt", limit: 1 << 20))
        guard let certificate = certificates.first else { return nil }
        let key = try PrivateKey(pem: Secret(FileSystem.read(path + "/\(name).key", limit: 1 << 20)))
        return CertificateIdentity(certificate: certificate, key: key)
    }

    private func save(_ identity: CertificateIdentity, _ name: String) throws {
        try FileSystem.writeAtomically(identity.keyPEM.reveal(), to: path + "/\(name).key")
        try FileSystem.writeAtomically(identity.certificatePEM, to: path + "/\(name).crt")
    }

    /// Writes a kubeconfig with one context, `sluice-dev`.
    func writeKubeconfig(_ identities: Identities, port: Int) throws {
        let client = identities.client
        let config: Value = [
            "apiVersion": "v1", "kind": "Config", "current-context": "sluice-dev", "preferences": [:],
            "clusters": [
                [
                    "name": "sluice-dev",
                    "cluster": [
                        "server": .string("https://127.0.0.1:\(port)"),
                        "certificate-authority-data": .string(Base64.encode(identities.authority.certificatePEM)),
                    ],
                ]
            ],
            "contexts": [["name": "sluice-dev", "context": ["cluster": "sluice-dev", "user": "sluice-dev"]]],
            "users": [
                [
                    "name": "sluice-dev",
                    "user": [
                        "client-certificate-data": .string(Base64.encode(client.certificatePEM)),
                        "client-key-data": .string(Base64.encode(try client.keyPEM.reveal())),
                    ],
                ]
            ],
        ]
        try FileSystem.writeAtomically(YAML.write(config), to: kubeconfig)
    }
}
