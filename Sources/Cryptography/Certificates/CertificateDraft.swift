internal import CLibssl
internal import Platform

/// A certificate that is being filled in, or one that issues it.
struct CertificateDraft: ~Copyable {
    private let handle: CertificateHandle
    private static let attempt = "cannot issue the certificate"

    /// A certificate that is there already, to issue others.
    init(existing certificate: Certificate) throws(CryptographyError) {
        handle = try CertificateHandle(der: certificate.der)
    }

    private init(_ handle: consuming CertificateHandle) { self.handle = handle }

    /// A version 3 certificate with a random serial number (RFC 5280, section 4.1.2.2).
    static func new(
        subject commonName: String, organizations: [String], key: PrivateKey
    ) throws(CryptographyError) -> CertificateDraft {
        let draft = CertificateDraft(try CertificateHandle())
        try draft.setSubject(commonName, organizations)
        try draft.setSerialNumber()
        guard X509_set_version(draft.handle.pointer, 2) == 1,
            X509_set_pubkey(draft.handle.pointer, key.handle.pointer) == 1
        else { throw OpenSSL.failure(.operationFailed, attempt) }
        return draft
    }

    /// The same for the key of a request, with the name and the organizations of its subject.
    static func new(for request: borrowing SigningRequestHandle) throws(CryptographyError) -> CertificateDraft {
        let draft = CertificateDraft(try CertificateHandle())
        let subject = X509_REQ_get_subject_name(request.pointer)
        try draft.setSubject(
            CertificateHandle.values(NID_commonName, in: subject).last ?? "",
            CertificateHandle.values(NID_organizationName, in: subject))
        try draft.setSerialNumber()
        guard X509_set_version(draft.handle.pointer, 2) == 1,
            X509_set_pubkey(draft.handle.pointer, X509_REQ_get0_pubkey(request.pointer)) == 1
        else { throw OpenSSL.failure(.operationFailed, attempt) }
        return draft
    }

    private borrowing func setSubject(
        _ commonName: String, _ organizations: [String]
    ) throws(CryptographyError) {
        let name = X509_NAME_new()
        defer { X509_NAME_free(name) }
        for organization in organizations { try Self.append(NID_organizationName, organization, to: name) }
        if !commonName.isEmpty { try Self.append(NID_commonName, commonName, to: name) }
        guard X509_set_subject_name(handle.pointer, name) == 1 else {
            throw OpenSSL.failure(.operationFailed, Self.attempt)
        }
    }

    private static func append(
        _ attribute: CInt, _ value: String, to name: OpaquePointer?
    ) throws(CryptographyError) {
        let bytes = Array(value.utf8)
        guard let count = CInt(exactly: bytes.count),
            X509_NAME_add_entry_by_NID(name, attribute, MBSTRING_UTF8, bytes, count, -1, 0) == 1
        else { throw OpenSSL.failure(.malformed, "cannot put the name into a certificate") }
    }

    private borrowing func setSerialNumber() throws(CryptographyError) {
        var bytes = try SecureRandom.bytes(16)
        bytes[0] = bytes[0] & 0x7F | 0x40
        let number = BN_bin2bn(bytes, CInt(bytes.count), nil)
        defer { BN_free(number) }
        let serial = BN_to_ASN1_INTEGER(number, nil)
        defer { ASN1_STRING_free(serial) }
        guard let serial, X509_set_serialNumber(handle.pointer, serial) == 1 else {
            throw OpenSSL.failure(.operationFailed, Self.attempt)
        }
    }

    /// Good from five minutes before `now`, for `validity` after it.
    borrowing func setValidity(from now: Timestamp, _ validity: Duration) throws(CryptographyError) {
        let end = now.advanced(by: validity)
        guard ASN1_TIME_set(X509_getm_notBefore(handle.pointer), Int(now.seconds - 300)) != nil,
            ASN1_TIME_set(X509_getm_notAfter(handle.pointer), Int(end.seconds)) != nil
        else { throw OpenSSL.failure(.operationFailed, Self.attempt) }
    }

    borrowing func nameIssuer(like issuer: borrowing CertificateDraft) throws(CryptographyError) {
        guard X509_set_issuer_name(handle.pointer, X509_get_subject_name(issuer.handle.pointer)) == 1 else {
            throw OpenSSL.failure(.operationFailed, Self.attempt)
        }
    }

    /// Adds an extension, in the notation of `x509v3_config(5)`.
    borrowing func add(
        _ kind: CInt, _ value: String, issuer: borrowing CertificateDraft
    ) throws(CryptographyError) {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer.handle.pointer, handle.pointer, nil, nil, 0)
        let part = X509V3_EXT_nconf_nid(nil, &context, kind, value)
        defer { X509_EXTENSION_free(part) }
        guard let part, X509_add_ext(handle.pointer, part, -1) == 1 else {
            throw OpenSSL.failure(.operationFailed, Self.attempt)
        }
    }

    consuming func signed(by key: PrivateKey) throws(CryptographyError) -> Certificate {
        guard X509_sign(handle.pointer, key.handle.pointer, key.handle.defaultDigest) > 0 else {
            throw OpenSSL.failure(.operationFailed, Self.attempt)
        }
        return try Certificate(der: handle.encoded())
    }
}
