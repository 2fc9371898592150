internal import CLibssl
internal import Cryptography
internal import Platform

/// The certificate a test server shows.
package struct ServerIdentity: Sendable {
    package var certificatePEM: [UInt8]
    package var keyPEM: [UInt8]
    /// Whose client certificates it demands; nil demands none.
    package var clientAuthorityPEM: [UInt8]?

    package init(certificatePEM: [UInt8], keyPEM: [UInt8], clientAuthorityPEM: [UInt8]? = nil) {
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
        self.clientAuthorityPEM = clientAuthorityPEM
    }
}

/// The server's half of TLS on one connection.
final class ServerTLS {
    private let context: OpaquePointer
    private let session: OpaquePointer

    init(_ socket: Int32, _ identity: ServerIdentity) throws {
        guard let context = SSL_CTX_new(TLS_server_method()) else { throw ServerFailure("no TLS context") }
        self.context = context
        guard let session = Self.session(context, socket, identity) else {
            SSL_CTX_free(context)
            throw ServerFailure("the server's certificate cannot be used")
        }
        self.session = session
        guard SSL_accept(session) == 1 else { throw ServerFailure("the client does not like our TLS") }
    }

    deinit {
        SSL_free(session)
        SSL_CTX_free(context)
    }

    private static func session(_ context: OpaquePointer, _ socket: Int32, _ identity: ServerIdentity) -> OpaquePointer?
    {
        guard let certificate = read(identity.certificatePEM, { PEM_read_bio_X509($0, nil, nil, nil) }) else {
            return nil
        }
        defer { X509_free(certificate) }
        guard let key = read(identity.keyPEM, { PEM_read_bio_PrivateKey($0, nil, nil, nil) }) else { return nil }
        defer { EVP_PKEY_free(key) }
        guard SSL_CTX_use_certificate(context, certificate) == 1, SSL_CTX_use_PrivateKey(context, key) == 1 else {
            return nil
        }
        if let authority = identity.clientAuthorityPEM {
            guard let trusted = read(authority, { PEM_read_bio_X509($0, nil, nil, nil) }) else { return nil }
            defer { X509_free(trusted) }
            X509_STORE_add_cert(SSL_CTX_get_cert_store(context), trusted)
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        }
        guard let session = SSL_new(context), SSL_set_fd(session, socket) == 1 else { return nil }
        return session
    }

    private static func read<Output>(_ pem: [UInt8], _ body: (OpaquePointer) -> Output?) -> Output? {
        pem.withUnsafeBytes { bytes in
            guard let source = BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return nil }
            defer { BIO_free(source) }
            return body(source)
        }
    }

    var serverName: String? {
        SSL_get_servername(session, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
    }

    var peerName: String? {
        guard let certificate = SSL_get1_peer_certificate(session) else { return nil }
        defer { X509_free(certificate) }
        var name = [CChar](repeating: 0, count: 256)
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, &name, 255)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    func write(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return }
        guard SSL_write(session, bytes, Int32(bytes.count)) == Int32(bytes.count) else {
            throw ServerFailure("the client is gone")
        }
    }

    func read() throws -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
            count = max(0, Int(SSL_read(session, buffer.baseAddress, Int32(buffer.count))))
        }
    }

    func finish() { SSL_shutdown(session) }
}
