public import Platform

/// An X.509 certificate, read once: its facts are plain values.
public struct Certificate: Sendable, Hashable {
    /// The encoded certificate.
    public let der: [UInt8]
    /// `CN` of the subject; empty when it has none.
    public let commonName: String
    /// `O` of the subject, in order.
    public let organizations: [String]
    /// `CN` of the issuer; empty when it has none.
    public let issuerCommonName: String
    /// Names and addresses it stands for.
    public let dnsNames: [String]
    public let ipAddresses: [String]
    public let notBefore: Timestamp
    public let notAfter: Timestamp
    /// Whether it may issue others.
    public let isAuthority: Bool

    /// Reads one certificate in DER.
    public init(der: [UInt8]) throws(CryptographyError) { fatalError("not built") }

    /// The certificates of a PEM file, in order; other blocks are passed over.
    ///
    /// - Throws: ``CryptographyError`` for a block that cannot be read, and when there is none.
    public static func bundle(pem: [UInt8]) throws(CryptographyError) -> [Certificate] { fatalError("not built") }

    /// The certificate in PEM.
    public var pem: [UInt8] { fatalError("not built") }

    /// The digest of ``der``.
    public func fingerprint(_ algorithm: DigestAlgorithm = .sha256) -> Digest { Digest.of(der, algorithm) }
}
