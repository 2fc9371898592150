internal import CLibssl
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
    /// Names it stands for.
    public let dnsNames: [String]
    /// Addresses it stands for, as text.
    public let ipAddresses: [String]
    /// From when on it is good.
    public let notBefore: Timestamp
    /// Until when it is good.
    public let notAfter: Timestamp
    /// Whether it may issue others.
    public let isAuthority: Bool

    /// Reads one certificate in DER.
    public init(der: [UInt8]) throws(CryptographyError) {
        let handle = try CertificateHandle(der: der)
        let subject = X509_get_subject_name(handle.pointer)
        let names = handle.alternativeNames()
        self.der = der
        commonName = CertificateHandle.values(NID_commonName, in: subject).last ?? ""
        organizations = CertificateHandle.values(NID_organizationName, in: subject)
        issuerCommonName =
            CertificateHandle.values(NID_commonName, in: X509_get_issuer_name(handle.pointer)).last ?? ""
        dnsNames = names.dns
        ipAddresses = names.addresses
        notBefore = try CertificateHandle.moment(X509_get0_notBefore(handle.pointer))
        notAfter = try CertificateHandle.moment(X509_get0_notAfter(handle.pointer))
        isAuthority = X509_check_ca(handle.pointer) == 1
        ERR_clear_error()
    }

    /// The certificates of a PEM file, in order; other blocks are passed over.
    ///
    /// - Throws: ``CryptographyError`` for a block that cannot be read, and when there is none.
    public static func bundle(pem: [UInt8]) throws(CryptographyError) -> [Certificate] {
        var certificates: [Certificate] = []
        for block in try PEMBlock.all(in: pem) where PEMBlock.certificateLabels.contains(block.label) {
            certificates.append(try Certificate(der: block.bytes))
        }
        guard !certificates.isEmpty else { throw CryptographyError(.malformed, "there is no certificate in PEM") }
        return certificates
    }

    /// The certificate in PEM.
    public var pem: [UInt8] {
        let text = Array(Base64.encode(der).utf8)
        var lines = Array("-----BEGIN CERTIFICATE-----\n".utf8)
        for start in stride(from: 0, to: text.count, by: 64) {
            lines += text[start..<min(start + 64, text.count)]
            lines.append(0x0a)
        }
        return lines + Array("-----END CERTIFICATE-----\n".utf8)
    }

    /// The digest of ``der``.
    public func fingerprint(_ algorithm: DigestAlgorithm = .sha256) -> Digest { Digest.of(der, algorithm) }

    /// The public key it vouches for.
    public func publicKey() throws(CryptographyError) -> PublicKey { PublicKey(try KeyHandle.certified(by: der)) }
}

extension PEMBlock {
    static let certificateLabels: Set<String> = ["CERTIFICATE", "X509 CERTIFICATE"]
}
