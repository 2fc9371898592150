internal import CLibssh2
public import Platform

/// What an SSH server says of itself before anybody logs in.
public enum SSHHost {
    /// The server's key as a line for `known_hosts`, trusted on first use.
    ///
    /// It is the first the server has of ECDSA P-256, P-384, P-521, Ed25519 and RSA.
    ///
    /// - Throws: ``GitError``, `CancellationError`.
    public static func knownHostsLine(
        host: String, port: UInt16?, timeout: Duration = .seconds(30), pool: BlockingPool = .shared
    ) async throws -> String {
        let port = port ?? 22
        let deadline = ContinuousClock.now + timeout
        let key = try await pool.runCancellable { flag in
            let session = try SSHSession(
                host: host, port: port, patience: SSHPatience(deadline: deadline, timeout: timeout, flag: flag))
            try session.prefer(preference, for: LIBSSH2_METHOD_HOSTKEY)
            return try session.shakeHands()
        }
        let name = port == 22 ? host.lowercased() : "[\(host.lowercased())]:\(port)"
        return "\(name) \(SSHKey.type(of: key)) \(Base64.encode(key))"
    }

    private static let preference = [
        "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-ed25519", "ssh-rsa",
    ]
}
