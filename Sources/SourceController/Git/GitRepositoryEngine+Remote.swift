internal import ControllerRuntime
internal import Git
internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

extension GitRepositoryEngine {
    /// The server with everything needed to log in.
    func remote(for run: SourceRun<GitRepository>) async throws -> GitRemote {
        let spec = run.source.spec
        let proxy = try await proxy(for: run)
        let url: GitURL
        do { url = try GitURL(spec.url) } catch {
            throw run.failure(
                .fetchFailed, .urlInvalid, "failed to parse url: \(error)", retry: .onlyWhenSpecChanges, cause: error)
        }
        let access = try await access(to: url, for: run)
        var remote = GitRemote(url, credentials: access.credentials, timeout: spec.effectiveTimeout)
        remote.certificateAuthorities = access.certificateAuthorities
        remote.clientCertificate = access.clientCertificate
        remote.clientKey = access.clientKey
        remote.proxy = proxy
        remote.sshHostKeyAlgorithms = hostKeyAlgorithms
        remote.sshKeyExchangeAlgorithms = keyExchangeAlgorithms
        return remote
    }

    private func proxy(for run: SourceRun<GitRepository>) async throws -> Secret<String>? {
        guard let reference = run.source.spec.proxySecretRef else { return nil }
        do {
            return try ProxySecret.url(try await secret(reference, run))
        } catch let problem as SecretProblem {
            throw run.failure(
                .fetchFailed, .authenticationFailed, "failed to configure proxy options: \(problem)", cause: problem)
        }
    }

    private func access(to url: GitURL, for run: SourceRun<GitRepository>) async throws -> GitAccess {
        let secret: SecretData?
        do { secret = try await run.source.spec.secretRef.asyncMap { try await self.secret($0, run) } } catch let
            problem as SecretProblem
        {
            throw run.failure(.fetchFailed, .authenticationFailed, problem.description, cause: problem)
        }
        do { return try GitAccess(url, secret) } catch {
            throw run.failure(
                .fetchFailed, .authenticationFailed, "failed to configure authentication options: \(error)",
                cause: error)
        }
    }

    private func secret(
        _ reference: LocalObjectReference, _ run: SourceRun<GitRepository>
    ) async throws -> SecretData {
        try await secrets.secret(ObjectKey(namespace: run.key.namespace, name: reference.name))
    }
}

extension Optional {
    fileprivate func asyncMap<Output>(_ body: (Wrapped) async throws -> Output) async throws -> Output? {
        guard let self else { return nil }
        return try await body(self)
    }
}
