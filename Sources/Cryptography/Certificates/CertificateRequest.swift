public import Platform

/// What a certificate is to say.
public struct CertificateRequest: Sendable {
    /// What the holder does with it.
    public enum Purpose: Sendable, Hashable {
        case server, client
        /// Both, as between peers.
        case serverAndClient
    }

    public var commonName: String
    public var organizations: [String] = []
    public var dnsNames: [String] = []
    /// IPv4 and IPv6 addresses as text.
    public var ipAddresses: [String] = []
    public var purpose: Purpose
    /// From five minutes ago on, so that clocks may differ a little.
    public var validity: Duration = .seconds(365 * 86_400)
    public var keyKind = PrivateKey.Kind.ecdsaP256

    public init(commonName: String, purpose: Purpose) {
        self.commonName = commonName
        self.purpose = purpose
    }
}

/// A certificate with its private key.
public struct CertificateIdentity: Sendable {
    public let certificate: Certificate
    public let key: PrivateKey

    public init(certificate: Certificate, key: PrivateKey) {
        self.certificate = certificate
        self.key = key
    }

    /// The certificate in PEM.
    public var certificatePEM: [UInt8] { certificate.pem }
    /// The key as PKCS#8 in PEM.
    public var keyPEM: Secret<[UInt8]> { get throws(CryptographyError) { try key.exportPEM() } }
}
