internal import HTTPTransport
internal import Platform
internal import Synchronization

/// What a request carries to say who we are.
struct AuthenticationMaterial: Sendable {
    /// The value of the `Authorization` header.
    var authorization: Secret<String>?
    /// A client certificate and its key, where a program gave them.
    var certificate: (certificate: Secret<[UInt8]>, key: Secret<[UInt8]>)?
}

/// Keeps what requests authenticate with, and renews it.
final class Authenticator: Sendable {
    /// A token file is read again after this time.
    static let fileLifetime = Duration.seconds(60)

    private struct Kept {
        var material: AuthenticationMaterial
        /// Of the monotonic clock; nil for ever.
        var until: Duration?
        var generation: Int
    }

    private let credentials: Credentials
    private let time: ClientTime
    private let execute: @Sendable (ExecPlugin) async throws(KubernetesError) -> ExecCredential
    private let kept = Mutex<Kept?>(nil)
    private let gate = SerialGate()

    /// - Parameter execute: runs a plugin.
    init(
        _ credentials: Credentials, time: ClientTime,
        execute: @escaping @Sendable (ExecPlugin) async throws(KubernetesError) -> ExecCredential
    ) {
        self.credentials = credentials
        self.time = time
        self.execute = execute
    }

    /// What to send now, and its generation for ``renew(after:)``.
    func material() async throws(KubernetesError) -> (AuthenticationMaterial, generation: Int) {
        switch credentials {
        case .none: return (AuthenticationMaterial(), 0)
        case .token(let token): return (Self.bearer(token.reveal()), 0)
        case .basic(let user, let password):
            let text = Base64.encode(Array("\(user):\(password.reveal())".utf8))
            return (AuthenticationMaterial(authorization: Secret("Basic " + text)), 0)
        case .tokenFile, .exec: break
        }
        if let current { return (current.material, current.generation) }
        return try await gate.run { () async throws(KubernetesError) in
            if let current { return (current.material, current.generation) }
            let fresh = try await fetch()
            return (fresh.material, fresh.generation)
        }
    }

    /// The server refused what ``material()`` gave.
    ///
    /// - Returns: whether there is something newer to try.
    func renew(after generation: Int) async throws(KubernetesError) -> Bool {
        switch credentials {
        case .none, .token, .basic: return false
        case .tokenFile, .exec: break
        }
        return try await gate.run { () async throws(KubernetesError) in
            let old = kept.withLock { $0 }
            if let old, old.generation != generation { return true }
            let fresh = try await fetch()
            return fresh.material.authorization != old?.material.authorization
                || fresh.material.certificate?.certificate != old?.material.certificate?.certificate
        }
    }

    private var current: Kept? {
        kept.withLock { kept in
            guard let found = kept, found.until.map({ $0 > time.now() }) ?? true else { return nil }
            return found
        }
    }

    private func fetch() async throws(KubernetesError) -> Kept {
        let (material, until) = try await read()
        return kept.withLock { kept in
            let fresh = Kept(material: material, until: until, generation: (kept?.generation ?? 0) + 1)
            kept = fresh
            return fresh
        }
    }

    private func read() async throws(KubernetesError) -> (AuthenticationMaterial, until: Duration?) {
        switch credentials {
        case .tokenFile(let path):
            let bytes = try await ConfigurationFile.read(path, "the token file")
            let token = String(decoding: bytes.filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
            guard !token.isEmpty else { throw KubernetesError(.configuration, "the token file \"\(path)\" is empty") }
            return (Self.bearer(token), time.now() + Self.fileLifetime)
        case .exec(let plugin):
            let credential = try await execute(plugin)
            return (credential.material, credential.expires.map { time.now() + $0.duration(since: time.wall()) })
        case .none, .token, .basic: return (AuthenticationMaterial(), nil)
        }
    }

    static func bearer(_ token: String) -> AuthenticationMaterial {
        AuthenticationMaterial(authorization: Secret("Bearer " + token))
    }
}
