internal import Cryptography
package import Platform

/// A certificate authority made for one test, with certificates for servers on loopback and for clients.
package struct TestAuthority: Sendable {
    private let authority: CertificateAuthority
    package let pem: [UInt8]

    package init() throws {
        authority = try CertificateAuthority(creating: "test authority")
        pem = authority.identity.certificatePEM
    }

    /// A server's identity for 127.0.0.1 and `names`.
    package func server(
        names: [String] = ["localhost"], addresses: [String] = ["127.0.0.1"], demandsClient: Bool = false
    )
        throws -> ServerIdentity
    {
        var request = CertificateRequest(commonName: names.first ?? "server", purpose: .server)
        request.dnsNames = names
        request.ipAddresses = addresses
        let identity = try authority.issue(request)
        return ServerIdentity(
            certificatePEM: identity.certificatePEM, keyPEM: try identity.keyPEM.reveal(),
            clientAuthorityPEM: demandsClient ? pem : nil)
    }

    /// A client's certificate and key.
    package func client(_ name: String, groups: [String] = []) throws -> (
        certificate: Secret<[UInt8]>, key: Secret<[UInt8]>
    ) {
        var request = CertificateRequest(commonName: name, purpose: .client)
        request.organizations = groups
        let identity = try authority.issue(request)
        return (Secret(identity.certificatePEM), try identity.keyPEM)
    }
}
