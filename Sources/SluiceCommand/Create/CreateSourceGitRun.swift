internal import DocumentModel
internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

/// Creates a GitRepository and what it needs in the cluster, and waits until it is fetched.
struct CreateSourceGitRun: Sendable {
    let global: GlobalOptions
    let repository: GitRepository
    let credentials: GitCredentialFlags
    let hasSecret: Bool
    /// Whether somebody says when a new deploy key is in place.
    let asks: Bool

    func run() async throws {
        let session = try await global.session(followsContext: false)
        let console = session.console
        console.generate("generating GitRepository source")
        var repository = repository
        if let secret = try await secret(console) {
            console.action("applying secret with repository credentials")
            try await ObjectWriter(session: session).upsert(secret: secret)
            repository.spec.secretRef = LocalObjectReference(name: secret.name)
            console.success("authentication configured")
        }
        console.action("applying GitRepository source")
        try await ObjectWriter(session: session).upsert(
            try Manifest.object(repository), words: "GitRepository source")
        console.waiting("waiting for GitRepository source reconciliation")
        let waiting = Reconciliation(kind: .gitRepository, session: session)
        let done = try await waiting.settled(repository.metadata.name) { $0.isReadyObserved }
        guard done.conditionStatus("Ready") == "True" else { throw CommandFailure(done.readiness.message) }
        console.success("GitRepository source reconciliation completed")
        guard !done.artifactRevision.isEmpty else {
            throw CommandFailure("GitRepository source reconciliation completed but no artifact was found")
        }
        console.success("fetched revision: \(done.artifactRevision)")
    }

    /// The Secret the flags describe; nil when they name no credentials, or one that is there.
    private func secret(_ console: Console) async throws -> KubernetesObject? {
        guard !hasSecret else { return nil }
        var data = SecretData()
        switch try GitAddress.scheme(of: repository.spec.url) {
        case .ssh: return try await deployKey(console)
        case .http:
            if credentials.username != nil || credentials.password != nil {
                console.warning("insecure configuration: credentials configured for an HTTP URL")
            }
        case .https: data["ca.crt"] = try await CreateFile.text(credentials.caFile, "TLS CA file")
        }
        data["username"] = credentials.username
        data["password"] = credentials.password
        guard !data.isEmpty else { return nil }
        return data.secret(name: repository.metadata.name, namespace: repository.metadata.namespace)
    }

    private func deployKey(_ console: Console) async throws -> KubernetesObject {
        let ssh = try await SSHCredentials.make(
            for: repository.spec.url, keyFile: credentials.privateKeyFile, passphrase: credentials.password,
            credentials.key, console)
        console.generate("deploy key: \(ssh.publicKey)")
        if asks {
            try await console.confirm("Have you added the deploy key to your repository", orUse: "--silent")
        }
        var data = SecretData()
        ssh.fill(&data)
        return data.secret(name: repository.metadata.name, namespace: repository.metadata.namespace)
    }
}

extension KubernetesObject {
    /// Whether the Ready condition is about the current spec.
    var isReadyObserved: Bool {
        guard let ready = condition("Ready"), let generation else { return false }
        guard let observed = ready["observedGeneration"]?.integer, observed != 0 else { return isObserved }
        return observed == generation
    }
}
