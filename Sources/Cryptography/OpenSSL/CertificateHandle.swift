internal import CLibssl
internal import Platform

/// A certificate of the library. One owner, freed once.
struct CertificateHandle: ~Copyable {
    let pointer: OpaquePointer

    deinit { X509_free(pointer) }

    /// A certificate without content.
    init() throws(CryptographyError) {
        guard let pointer = X509_new() else { throw OpenSSL.failure(.operationFailed, "cannot make a certificate") }
        self.pointer = pointer
    }

    init(der: [UInt8]) throws(CryptographyError) {
        var end: UnsafePointer<UInt8>?
        var isWhole = false
        let pointer = der.withUnsafeBufferPointer { buffer in
            end = buffer.baseAddress
            let pointer = d2i_X509(nil, &end, buffer.count)
            isWhole = buffer.baseAddress.map { $0 + buffer.count } == end
            return pointer
        }
        guard let pointer else { throw OpenSSL.failure(.malformed, "cannot read the certificate") }
        guard isWhole else {
            X509_free(pointer)
            throw CryptographyError(.malformed, "something follows the certificate")
        }
        self.pointer = pointer
    }

    borrowing func encoded() throws(CryptographyError) -> [UInt8] {
        try OpenSSL.encoded("cannot encode the certificate") { i2d_X509(pointer, $0) }
    }

    /// The values of one attribute of a name, in order.
    static func values(_ attribute: CInt, in name: OpaquePointer?) -> [String] {
        var values: [String] = []
        var index = X509_NAME_get_index_by_NID(name, attribute, -1)
        while index >= 0 {
            if let text = text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index))) { values.append(text) }
            index = X509_NAME_get_index_by_NID(name, attribute, index)
        }
        return values
    }

    /// A moment as the certificate has it.
    static func moment(_ time: UnsafePointer<ASN1_TIME>?) throws(CryptographyError) -> Timestamp {
        let epoch = ASN1_TIME_set(nil, 0)
        defer { ASN1_STRING_free(epoch) }
        var days: CInt = 0
        var seconds: CInt = 0
        guard let epoch, ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            throw OpenSSL.failure(.malformed, "the certificate has a malformed date")
        }
        return Timestamp(seconds: Int64(days) * 86_400 + Int64(seconds))
    }

    /// The DNS names and addresses the certificate stands for.
    borrowing func alternativeNames() -> (dns: [String], addresses: [String]) {
        var names: (dns: [String], addresses: [String]) = ([], [])
        guard let list = X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else { return names }
        let stack = OpaquePointer(list)
        defer { GENERAL_NAMES_free(stack) }
        for index in 0..<max(0, OPENSSL_sk_num(stack)) {
            guard let entry = OPENSSL_sk_value(stack, index)?.assumingMemoryBound(to: GENERAL_NAME.self) else {
                continue
            }
            var kind: CInt = 0
            let value = GENERAL_NAME_get0_value(entry, &kind)?.assumingMemoryBound(to: ASN1_STRING.self)
            guard let value else { continue }
            switch kind {
            case GEN_DNS: if let name = Self.text(value) { names.dns.append(name) }
            case GEN_IPADD: if let address = Self.address(value) { names.addresses.append(address) }
            default: break
            }
        }
        return names
    }

    private static func text(_ string: UnsafePointer<ASN1_STRING>?) -> String? {
        guard let string else { return nil }
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = Int(ASN1_STRING_to_UTF8(&bytes, string))
        guard count >= 0, let bytes else { return nil }
        defer { CRYPTO_free(bytes, nil, 0) }
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    private static func address(_ string: UnsafePointer<ASN1_STRING>) -> String? {
        let count = Int(ASN1_STRING_length(string))
        guard let start = ASN1_STRING_get0_data(string) else { return nil }
        return IPAddressText.format(Array(UnsafeBufferPointer(start: start, count: max(0, count))))
    }
}
