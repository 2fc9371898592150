internal import CLibssl
public import Platform

// Keys as OpenSSH writes them: RFC 4253, section 6.6; RFC 5656, section 3.1; RFC 8709, section 4; OpenSSH's PROTOCOL.key.

extension PublicKey {
    /// One line as for `authorized_keys`: the type and the key in base64, without a comment.
    ///
    /// - Throws: ``CryptographyError`` with `unsupported` for keys that SSH does not know.
    public func exportOpenSSH() throws(CryptographyError) -> String {
        let (type, blob) = try handle.openSSH()
        return "\(type) \(Base64.encode(blob))"
    }
}

extension PrivateKey {
    /// The key as `ssh-keygen` would write it, without encryption: Ed25519 in OpenSSH's own format, which is the only one SSH
    /// libraries read for it, others as PKCS#8.
    public func exportForSSH() throws(CryptographyError) -> Secret<[UInt8]> {
        guard EVP_PKEY_get_base_id(handle.pointer) == EVP_PKEY_ED25519 else { return try exportPEM() }
        let secret = try handle.raw(EVP_PKEY_get_raw_private_key)
        let (type, blob) = try handle.openSSH()
        // The same random number twice tells a reader that it decrypted well.
        let check = try SecureRandom.bytes(4)
        var inner = WireWriter()
        inner.bytes = check + check
        inner.string(Array(type.utf8))
        inner.string(try handle.raw(EVP_PKEY_get_raw_public_key))
        inner.string(secret + (try handle.raw(EVP_PKEY_get_raw_public_key)))
        inner.string([])
        let padding = (8 - inner.bytes.count % 8) % 8
        inner.bytes += (0..<padding).map { UInt8($0 + 1) }
        var outer = WireWriter()
        outer.bytes = Array("openssh-key-v1\0".utf8)
        outer.string(Array("none".utf8))
        outer.string(Array("none".utf8))
        outer.string([])
        outer.number(1)
        outer.string(blob)
        outer.string(inner.bytes)
        var lines = ["-----BEGIN OPENSSH PRIVATE KEY-----"]
        var rest = Array(Base64.encode(outer.bytes).utf8)[...]
        while !rest.isEmpty {
            lines.append(String(decoding: rest.prefix(70), as: UTF8.self))
            rest = rest.dropFirst(70)
        }
        lines.append("-----END OPENSSH PRIVATE KEY-----\n")
        return Secret(Array(lines.joined(separator: "\n").utf8))
    }
}

extension KeyHandle {
    /// The type and the key as SSH sends it.
    fileprivate func openSSH() throws(CryptographyError) -> (type: String, blob: [UInt8]) {
        var writer = WireWriter()
        let type: String
        switch EVP_PKEY_get_base_id(pointer) {
        case EVP_PKEY_ED25519:
            type = "ssh-ed25519"
            writer.string(Array(type.utf8))
            writer.string(try raw(EVP_PKEY_get_raw_public_key))
        case EVP_PKEY_EC:
            guard let name = ["prime256v1": "nistp256", "secp384r1": "nistp384", "secp521r1": "nistp521"][curve] else {
                throw CryptographyError(.unsupported, "SSH knows no keys on the curve \(curve)")
            }
            type = "ecdsa-sha2-\(name)"
            writer.string(Array(type.utf8))
            writer.string(Array(name.utf8))
            writer.string(try point())
        case EVP_PKEY_RSA:
            type = "ssh-rsa"
            writer.string(Array(type.utf8))
            writer.integer(try number(OSSL_PKEY_PARAM_RSA_E))
            writer.integer(try number(OSSL_PKEY_PARAM_RSA_N))
        default: throw CryptographyError(.unsupported, "SSH knows no keys of this kind")
        }
        return (type, writer.bytes)
    }

    fileprivate func raw(
        _ read: (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>?) -> CInt
    ) throws(CryptographyError) -> [UInt8] {
        var length = 64
        var bytes = [UInt8](repeating: 0, count: length)
        guard read(pointer, &bytes, &length) == 1 else {
            throw OpenSSL.failure(.operationFailed, "cannot read the key")
        }
        return Array(bytes.prefix(length))
    }

    /// The public point, uncompressed (SEC 1, section 2.3.3).
    private func point() throws(CryptographyError) -> [UInt8] {
        // From its coordinates: the encoded point is compressed where the file had it so.
        let width = (Int(EVP_PKEY_get_bits(pointer)) + 7) / 8
        let coordinates = [try number(OSSL_PKEY_PARAM_EC_PUB_X), try number(OSSL_PKEY_PARAM_EC_PUB_Y)]
        return coordinates.reduce(into: [4]) { point, bytes in
            point += [UInt8](repeating: 0, count: max(0, width - bytes.count)) + bytes
        }
    }

    private func number(_ name: String) throws(CryptographyError) -> [UInt8] {
        var value: OpaquePointer?
        guard EVP_PKEY_get_bn_param(pointer, name, &value) == 1, let value else {
            throw OpenSSL.failure(.operationFailed, "cannot read the public key")
        }
        defer { BN_free(value) }
        var bytes = [UInt8](repeating: 0, count: (Int(BN_num_bits(value)) + 7) / 8)
        BN_bn2bin(value, &bytes)
        return bytes
    }
}

/// Writes the data types of SSH (RFC 4251, section 5).
private struct WireWriter {
    var bytes: [UInt8] = []

    mutating func number(_ value: UInt32) { bytes += withUnsafeBytes(of: value.bigEndian) { Array($0) } }

    mutating func string(_ value: [UInt8]) {
        number(UInt32(truncatingIfNeeded: value.count))
        bytes += value
    }

    /// A number that is not negative: a leading zero keeps it so.
    mutating func integer(_ value: [UInt8]) { string((value.first ?? 0) & 0x80 == 0 ? value : [0] + value) }
}
