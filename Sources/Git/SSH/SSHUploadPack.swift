internal import CLibssh2
internal import Platform

/// The upload-pack service through SSH, in protocol version 0: the server lists everything first.
struct SSHUploadPack: UploadPackService {
    let remote: GitRemote
    let pool: BlockingPool
    let deadline: ContinuousClock.Instant

    private var port: UInt16 { remote.url.port ?? 22 }

    func run(
        prefixes: [String]?, plan: @escaping @Sendable (ServerOffer) throws -> PackRequest?,
        writer: @escaping @Sendable () throws -> PackWriter
    ) async throws {
        guard remote.proxy == nil else {
            throw GitError(.unsupported, "a proxy for ssh:// is not supported; use https:// or reach the host directly")
        }
        guard case .ssh(let identity) = remote.credentials else {
            throw GitError(.authentication, "ssh:// needs a Secret with the keys identity and known_hosts")
        }
        try await pool.runCancellable { flag in
            let patience = SSHPatience(deadline: deadline, timeout: remote.timeout, flag: flag)
            try converse(identity, patience, plan, writer)
        }
    }

    private func converse(
        _ identity: SSHIdentity, _ patience: SSHPatience, _ plan: (ServerOffer) throws -> PackRequest?,
        _ writer: () throws -> PackWriter
    ) throws {
        let session = try SSHSession(host: remote.url.host, port: port, patience: patience)
        try meet(session, identity)
        do { try session.logIn(remote.url.user ?? "git", identity) } catch let error as GitError {
            throw SSHKey.isRSA(identity.privateKey.reveal()) && error.code == .authentication
                ? GitError(error.code, error.message + SSHKey.signatureNote) : error
        }
        try session.execute("git-upload-pack \(Self.quoted(remote.url.decodedPath))")
        var reader = PacketLineReader()
        let server = try advertisement(session, &reader)
        guard let request = try plan(server.offer) else {
            var goodbye = PacketLineWriter()
            goodbye.flush()
            return try session.write(goodbye.bytes)
        }
        try session.write(request.version0(agent: gitAgent, server: server))
        try receive(session, reader.takeRest(), server, writer())
    }

    /// Shakes hands and checks who is there.
    private func meet(_ session: SSHSession, _ identity: SSHIdentity) throws {
        let host = remote.url.host
        let known = identity.knownHosts.keyTypes(of: host, port: port)
        let offered = remote.sshHostKeyAlgorithms.isEmpty ? SSHKey.algorithms(for: known) : remote.sshHostKeyAlgorithms
        try session.prefer(offered, for: LIBSSH2_METHOD_HOSTKEY)
        try session.prefer(remote.sshKeyExchangeAlgorithms, for: LIBSSH2_METHOD_KEX)
        let key: [UInt8]
        do { key = try session.shakeHands() } catch let error as GitError where error.code == .unreachable {
            throw GitError(.unreachable, error.message + (offered == ["ssh-rsa"] ? SSHKey.hostNote : ""))
        }
        let mismatch = "ssh: handshake failed: knownhosts: key"
        let shown = SSHKey.type(of: key)
        switch identity.knownHosts.verdict(on: key, host: host, port: port) {
        case .trusted: return
        case .revoked:
            throw GitError(.untrustedServer, "\(mismatch) of \(host) is revoked in known_hosts")
        case .mismatch(let types):
            let expected = types.joined(separator: ", ")
            throw GitError(
                .untrustedServer,
                "\(mismatch) mismatch: \(host) port \(port) showed another \(shown) key than known_hosts has (\(expected))"
            )
        case .unknown(let hasAuthority):
            let note = hasAuthority ? ", and host certificates (@cert-authority) are not supported" : ""
            throw GitError(
                .untrustedServer,
                "\(mismatch) is unknown: known_hosts has no key of \(host) port \(port), which showed a \(shown) key\(note)"
            )
        }
    }

    private func advertisement(
        _ session: SSHSession, _ reader: inout PacketLineReader
    ) throws -> Advertisement {
        var server = Advertisement()
        var received = 0
        while true {
            while let line = try reader.next() {
                if line == .flush {
                    try server.checkObjectFormat()
                    return server
                }
                try server.take(line)
            }
            let bytes = try session.read()
            received += bytes.count
            guard !bytes.isEmpty else {
                let complaint = session.complaint
                throw GitError(
                    .repositoryNotFound,
                    "the server started no Git service for this path\(complaint.isEmpty ? "" : ": \(complaint)")")
            }
            guard received <= 64 << 20 else {
                throw GitError(.tooLarge, "the server lists more than 64 MiB of references")
            }
            reader.append(bytes)
        }
    }

    private func receive(
        _ session: SSHSession, _ first: [UInt8], _ server: Advertisement, _ writer: PackWriter
    ) throws {
        var answer = PackResponse(isVersion2: false, isMultiplexed: server.has("side-band-64k"))
        var bytes = first
        repeat {
            let pack = try answer.feed(bytes)
            if !pack.isEmpty { try writer.append(pack) }
            if answer.isComplete { break }
            bytes = try session.read()
        } while !bytes.isEmpty
        try answer.finish()
        try writer.finish()
    }

    /// The path as one word for the shell at the other end.
    static func quoted(_ path: String) -> String {
        let word = path.hasPrefix("/~") ? String(path.dropFirst()) : path
        let escaped = word.map { $0 == "'" || $0 == "!" ? "'\\\($0)'" : String($0) }.joined()
        return "'\(escaped)'"
    }
}
