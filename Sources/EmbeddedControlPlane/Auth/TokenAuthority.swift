internal import Cryptography
internal import DocumentModel
internal import Platform
internal import Synchronization

/// Signs and checks the tokens of service accounts: JWTs with RS256 (RFC 7519).
final class TokenAuthority: Sendable {
    static let issuer = "https://kubernetes.default.svc"

    private let path: String
    private let key = Mutex<PrivateKey?>(nil)

    /// - Parameter path: of the private key, made at the first use.
    init(keyPath path: String) { self.path = path }

    /// What a valid token says.
    struct Claims: Sendable {
        var namespace: String
        var serviceAccount: String
        var serviceAccountUID: String
        var audiences: [String]
        var expires: Int64
        var id: String
        /// What the token goes with: the token is void once it is gone.
        var bound: Bound?
        /// The Secret that holds a token without an end.
        var secret = ""

        struct Bound: Sendable {
            /// `pod`, `secret` or `node`.
            var kind: String
            var name: String
            var uid: String
        }
    }

    /// A new token. Makes an RSA key the first time: call it on a blocking thread.
    func sign(_ payload: Value) throws(CryptographyError) -> String {
        let key = try signingKey()
        let header: Value = ["alg": "RS256", "kid": .string(try Self.keyID(key))]
        let text = Self.part(header) + "." + Self.part(payload)
        let signature = try key.sign(Array(text.utf8), .rs256)
        return text + "." + Base64.encode(signature, alphabet: .url, padding: false)
    }

    /// What a token says, when this authority signed it and it is valid now.
    func verify(_ token: String, now: Timestamp) -> Claims? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Base64.decode(parts[2], alphabet: .url),
            let payload = Base64.decode(parts[1], alphabet: .url), let key = knownKey()
        else { return nil }
        let signed = Array("\(parts[0]).\(parts[1])".utf8)
        guard key.publicKey.isValid(signature, for: signed, .rs256) else { return nil }
        guard let claims = Self.claims(payload), claims.expires > now.seconds else { return nil }
        return claims
    }

    /// The public key as a JSON Web Key Set (RFC 7517).
    func keySet() throws(CryptographyError) -> Value {
        let key = try signingKey()
        let (modulus, exponent) = try RSANumbers.read(key.publicKey.exportPEM())
        return [
            "keys": [
                [
                    "use": "sig", "kty": "RSA", "kid": .string(try Self.keyID(key)), "alg": "RS256",
                    "n": .string(Base64.encode(modulus, alphabet: .url, padding: false)),
                    "e": .string(Base64.encode(exponent, alphabet: .url, padding: false)),
                ]
            ]
        ]
    }

    private static func keyID(_ key: PrivateKey) throws(CryptographyError) -> String {
        Base64.encode(Digest.of(try key.publicKey.exportPEM()).bytes, alphabet: .url, padding: false)
    }

    private static func part(_ value: Value) -> String {
        Base64.encode(JSON.write(value), alphabet: .url, padding: false)
    }

    private static func claims(_ payload: [UInt8]) -> Claims? {
        let value: Value
        do { value = try JSON.parse(payload) } catch { return nil }
        if value["iss"]?.string == legacyIssuer { return legacyClaims(value) }
        guard value["iss"]?.string == issuer, let expires = value["exp"]?.integer,
            let namespace = value.at("kubernetes.io", "namespace")?.string,
            let account = value.at("kubernetes.io", "serviceaccount")
        else { return nil }
        return Claims(
            namespace: namespace, serviceAccount: account["name"]?.string ?? "",
            serviceAccountUID: account["uid"]?.string ?? "",
            audiences: (value["aud"]?.array ?? []).compactMap(\.string), expires: expires,
            id: value["jti"]?.string ?? "", bound: bound(value["kubernetes.io"] ?? [:]))
    }

    private static func bound(_ claims: Value) -> Claims.Bound? {
        for kind in ["pod", "secret", "node"] {
            guard let claim = claims[kind], claim.object != nil else { continue }
            return Claims.Bound(kind: kind, name: claim["name"]?.string ?? "", uid: claim["uid"]?.string ?? "")
        }
        return nil
    }

    /// Of tokens that are kept in a Secret and never end.
    static let legacyIssuer = "kubernetes/serviceaccount"

    private static func legacyClaims(_ value: Value) -> Claims? {
        func claim(_ name: String) -> String { value["kubernetes.io/serviceaccount/\(name)"]?.string ?? "" }
        return Claims(
            namespace: claim("namespace"), serviceAccount: claim("service-account.name"),
            serviceAccountUID: claim("service-account.uid"), audiences: [issuer], expires: .max, id: "",
            secret: claim("secret.name"))
    }

    private func knownKey() -> PrivateKey? {
        key.withLock { key in
            if key == nil { key = try? load() }
            return key
        }
    }

    private func signingKey() throws(CryptographyError) -> PrivateKey {
        let result: Result<PrivateKey, CryptographyError> = key.withLock { known in
            if let known { return .success(known) }
            do throws(CryptographyError) {
                let loaded = try load()
                let key = try loaded == nil ? make() : loaded
                known = key
                return key.map { .success($0) } ?? .failure(CryptographyError(.operationFailed, "no key"))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func load() throws(CryptographyError) -> PrivateKey? {
        guard let pem = try? FileSystem.read(path, limit: 1 << 16) else { return nil }
        return try PrivateKey(pem: Secret(pem))
    }

    private func make() throws(CryptographyError) -> PrivateKey {
        let key = try PrivateKey(generating: .rsa(bits: 2048))
        let pem = try key.exportPEM().reveal()
        do throws(FileError) {
            try FileSystem.writeAtomically(pem, to: path)
        } catch {
            throw CryptographyError(.operationFailed, error.description)
        }
        return key
    }
}

/// The two numbers of an RSA public key.
enum RSANumbers {
    /// Reads SubjectPublicKeyInfo in PEM (RFC 8017, appendix A.1.1).
    static func read(_ pem: [UInt8]) throws(CryptographyError) -> (modulus: [UInt8], exponent: [UInt8]) {
        let lines = String(decoding: pem, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("-----") }
        guard let der = Base64.decode(lines.joined()), let outer = element(der[...])?.content,
            let algorithm = element(outer), let bits = element(algorithm.rest)?.content,
            let numbers = element(bits.dropFirst())?.content, let modulus = element(numbers),
            let exponent = element(modulus.rest)
        else { throw CryptographyError(.malformed, "cannot read the public key for tokens") }
        return (Array(modulus.content.drop { $0 == 0 }), Array(exponent.content.drop { $0 == 0 }))
    }

    private static func element(_ bytes: ArraySlice<UInt8>) -> (content: ArraySlice<UInt8>, rest: ArraySlice<UInt8>)? {
        var rest = bytes.dropFirst()
        guard let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first & 0x80 != 0 {
            length = 0
            for _ in 0..<Int(first & 0x7F) {
                guard let byte = rest.popFirst(), length < 1 << 24 else { return nil }
                length = length << 8 | Int(byte)
            }
        }
        guard rest.count >= length else { return nil }
        return (rest.prefix(length), rest.dropFirst(length))
    }
}
