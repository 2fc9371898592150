internal import CLibssl
public import Platform

/// A request for a certificate (PKCS#10, RFC 2986) that somebody signed with the key it is for.
public struct SigningRequest: Sendable {
    /// The encoded request.
    let der: [UInt8]
    /// `CN` of the subject; empty when it has none.
    public let commonName: String
    /// `O` of the subject, in order.
    public let organizations: [String]

    /// Reads the first request of a PEM file.
    ///
    /// - Throws: ``CryptographyError`` when there is none, or when its signature is not that of its key.
    public init(pem: [UInt8]) throws(CryptographyError) {
        let labels: Set<String> = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]
        guard let block = try PEMBlock.all(in: pem).first(where: { labels.contains($0.label) }) else {
            throw CryptographyError(.malformed, "there is no certificate request in PEM")
        }
        der = block.bytes
        let handle = try SigningRequestHandle(der: der)
        let subject = X509_REQ_get_subject_name(handle.pointer)
        commonName = CertificateHandle.values(NID_commonName, in: subject).last ?? ""
        organizations = CertificateHandle.values(NID_organizationName, in: subject)
    }
}

/// A request of the library. One owner, freed once.
struct SigningRequestHandle: ~Copyable {
    let pointer: OpaquePointer

    deinit { X509_REQ_free(pointer) }

    init(der: [UInt8]) throws(CryptographyError) {
        let pointer = der.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            return d2i_X509_REQ(nil, &start, buffer.count)
        }
        guard let pointer else { throw OpenSSL.failure(.malformed, "cannot read the certificate request") }
        guard X509_REQ_verify(pointer, X509_REQ_get0_pubkey(pointer)) == 1 else {
            let failure = OpenSSL.failure(.malformed, "the certificate request is not signed by its key")
            X509_REQ_free(pointer)
            throw failure
        }
        self.pointer = pointer
    }
}

extension CertificateAuthority {
    /// A certificate for the key and the subject of a request, good for what the caller allows alone.
    ///
    /// - Parameters:
    ///   - keyUsage: in the notation of `x509v3_config(5)`, such as `digitalSignature,keyEncipherment`; empty for none.
    ///   - extendedKeyUsage: the same, such as `clientAuth`.
    /// - Throws: ``CryptographyError`` for usages the library does not know.
    public func sign(
        _ request: SigningRequest, keyUsage: String, extendedKeyUsage: String, validity: Duration,
        now: Timestamp = .now()
    ) throws(CryptographyError) -> Certificate {
        let issuer = try CertificateDraft(existing: identity.certificate)
        let draft = try CertificateDraft.new(for: try SigningRequestHandle(der: request.der))
        try draft.setValidity(from: now, validity)
        try draft.nameIssuer(like: issuer)
        if !keyUsage.isEmpty { try draft.add(NID_key_usage, "critical," + keyUsage, issuer: issuer) }
        if !extendedKeyUsage.isEmpty { try draft.add(NID_ext_key_usage, extendedKeyUsage, issuer: issuer) }
        try draft.add(NID_basic_constraints, "critical,CA:FALSE", issuer: issuer)
        try draft.add(NID_authority_key_identifier, "keyid", issuer: issuer)
        return try draft.signed(by: identity.key)
    }

    /// Whether this authority issued a certificate, to a client, and it is good at a moment.
    public func vouches(forClient certificate: Certificate, at now: Timestamp) -> Bool {
        guard certificate.notBefore <= now, now <= certificate.notAfter else { return false }
        do throws(CryptographyError) {
            let handle = try CertificateHandle(der: certificate.der)
            let issuer = try CertificateHandle(der: identity.certificate.der)
            let isIssued =
                X509_check_issued(issuer.pointer, handle.pointer) == X509_V_OK
                && X509_verify(handle.pointer, X509_get0_pubkey(issuer.pointer)) == 1
            let usage = X509_get_extended_key_usage(handle.pointer)
            ERR_clear_error()
            return isIssued && usage != .max && usage & UInt32(XKU_SSL_CLIENT) != 0
        } catch {
            return false
        }
    }
}
