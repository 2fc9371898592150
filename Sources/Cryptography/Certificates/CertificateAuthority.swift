internal import CLibssl
public import Platform

/// Issues certificates: for the embedded control plane and for tests.
public struct CertificateAuthority: Sendable {
    /// The authority's own certificate and key.
    public let identity: CertificateIdentity

    /// An authority that exists already.
    public init(_ identity: CertificateIdentity) { self.identity = identity }

    /// A new self-signed authority with a P-256 key.
    public init(
        creating commonName: String, validity: Duration = .seconds(3650 * 86_400), now: Timestamp = .now()
    ) throws(CryptographyError) {
        let key = try PrivateKey(generating: .ecdsaP256)
        let draft = try CertificateDraft.new(subject: commonName, organizations: [], key: key)
        try draft.setValidity(from: now, validity)
        try draft.nameIssuer(like: draft)
        try draft.add(NID_basic_constraints, "critical,CA:TRUE", issuer: draft)
        try draft.add(NID_key_usage, "critical,digitalSignature,keyCertSign,cRLSign", issuer: draft)
        try draft.add(NID_subject_key_identifier, "hash", issuer: draft)
        identity = CertificateIdentity(certificate: try draft.signed(by: key), key: key)
    }

    /// A new key and a certificate for it.
    ///
    /// - Throws: ``CryptographyError`` with `malformed` for names and addresses that are none.
    public func issue(_ request: CertificateRequest, now: Timestamp = .now()) throws(CryptographyError)
        -> CertificateIdentity
    {
        let key = try PrivateKey(generating: request.keyKind)
        let issuer = try CertificateDraft(existing: identity.certificate)
        let draft = try CertificateDraft.new(
            subject: request.commonName, organizations: request.organizations, key: key)
        try draft.setValidity(from: now, request.validity)
        try draft.nameIssuer(like: issuer)
        try draft.add(NID_basic_constraints, "critical,CA:FALSE", issuer: issuer)
        try draft.add(NID_key_usage, "critical,digitalSignature,keyEncipherment", issuer: issuer)
        try draft.add(NID_ext_key_usage, request.purpose.extendedKeyUsage, issuer: issuer)
        try draft.add(NID_subject_key_identifier, "hash", issuer: issuer)
        try draft.add(NID_authority_key_identifier, "keyid", issuer: issuer)
        if let names = try request.alternativeNames() {
            try draft.add(NID_subject_alt_name, names, issuer: issuer)
        }
        return CertificateIdentity(certificate: try draft.signed(by: identity.key), key: key)
    }
}

extension CertificateRequest.Purpose {
    fileprivate var extendedKeyUsage: String {
        switch self {
        case .server: "serverAuth"
        case .client: "clientAuth"
        case .serverAndClient: "serverAuth,clientAuth"
        }
    }
}

extension CertificateRequest {
    /// The names in the library's notation; nil without any.
    ///
    /// That notation separates with commas, so every character is checked before it goes in.
    fileprivate func alternativeNames() throws(CryptographyError) -> String? {
        var entries: [String] = []
        for name in dnsNames {
            let isPlain = name.utf8.allSatisfy {
                (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || "-._*".utf8.contains($0)
            }
            guard isPlain, !name.isEmpty, name.utf8.count <= 253 else {
                throw CryptographyError(.malformed, "cannot issue a certificate for a malformed DNS name")
            }
            entries.append("DNS:" + name)
        }
        for address in ipAddresses {
            guard IPAddressText.isAddress(address) else {
                throw CryptographyError(.malformed, "cannot issue a certificate for a malformed address")
            }
            entries.append("IP:" + address)
        }
        return entries.isEmpty ? nil : entries.joined(separator: ",")
    }
}
