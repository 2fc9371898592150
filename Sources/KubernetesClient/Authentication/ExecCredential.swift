internal import DocumentModel
internal import Platform

/// What a credential plugin printed (`client.authentication.k8s.io`, kind ExecCredential).
struct ExecCredential: Sendable {
    var material: AuthenticationMaterial
    /// Nil lasts until the server refuses it.
    var expires: Timestamp?

    /// Reads the output of `plugin`. Errors tell what is missing, never what was printed.
    init(_ output: [UInt8], of plugin: ExecPlugin) throws(KubernetesError) {
        let name = plugin.command
        let value: Value
        do throws(DocumentError) { value = try JSON.parse(output) } catch {
            throw KubernetesError(.configuration, "the credential plugin \"\(name)\" did not print JSON")
        }
        guard value["kind"]?.string == "ExecCredential", value["apiVersion"]?.string == plugin.apiVersion else {
            throw KubernetesError(
                .configuration,
                "the credential plugin \"\(name)\" did not print an ExecCredential of \(plugin.apiVersion)")
        }
        guard let status = value["status"], status.object != nil else {
            throw KubernetesError(.configuration, "the credential plugin \"\(name)\" printed no status")
        }
        material = AuthenticationMaterial()
        if let token = status["token"]?.string, !token.isEmpty { material = Authenticator.bearer(token) }
        material.certificate = try Self.certificate(status, name)
        guard material.authorization != nil || material.certificate != nil else {
            throw KubernetesError(
                .configuration, "the credential plugin \"\(name)\" printed neither a token nor a client certificate")
        }
        expires = status["expirationTimestamp"]?.string.flatMap { Timestamp(rfc3339: $0) }
    }

    private static func certificate(
        _ status: Value, _ name: String
    ) throws(KubernetesError) -> (certificate: Secret<[UInt8]>, key: Secret<[UInt8]>)? {
        let certificate = status["clientCertificateData"]?.string ?? ""
        let key = status["clientKeyData"]?.string ?? ""
        if certificate.isEmpty, key.isEmpty { return nil }
        guard !certificate.isEmpty, !key.isEmpty else {
            throw KubernetesError(
                .configuration, "the credential plugin \"\(name)\" printed a client certificate or a key, but not both")
        }
        return (Secret(Array(certificate.utf8)), Secret(Array(key.utf8)))
    }
}
