internal import ControllerRuntime
internal import Cryptography
internal import HTTPTransport
internal import KubernetesClient
internal import KubernetesModel
internal import ResourceApply
internal import Synchronization
internal import ToolkitAPI

/// Makes clients for the clusters and accounts that Kustomizations name, and keeps them while their configuration stays.
final class ClientClusters: TargetClusters {
    struct Settings: Sendable {
        /// The account of Kustomizations that name none.
        var defaultAccount = ""
        var allowances = KubeconfigAllowances()
    }

    private let own: KubernetesClient
    private let http: HTTPClient
    private let configs: any ConfigReader
    private let settings: Settings
    /// Clients of remote clusters by the digest of their kubeconfig, the least recently used first.
    private let remotes = Mutex<[(digest: String, client: KubernetesClient)]>([])
    private static let remoteLimit = 64

    init(
        own: KubernetesClient, http: HTTPClient, configs: any ConfigReader, settings: Settings
    ) {
        self.own = own
        self.http = http
        self.configs = configs
        self.settings = settings
    }

    func access(for kustomization: Kustomization) async throws(TargetUnusable) -> ClusterAccess {
        let named = kustomization.spec.serviceAccountName ?? ""
        let account = named.isEmpty ? settings.defaultAccount : named
        // Without this the objects of another cluster would be looked for, and deleted, in ours.
        guard kustomization.spec.kubeConfig?.configMapRef == nil else {
            throw TargetUnusable("failed to build kube client: spec.kubeConfig.configMapRef is not supported yet")
        }
        var (identity, base) = ("", own)
        if let reference = kustomization.spec.kubeConfig?.secretRef {
            let (digest, client) = try await remote(reference, namespace: kustomization.metadata.namespace)
            (identity, base) = ("kubeconfig \(digest)", client)
        }
        guard !account.isEmpty else {
            return ClusterAccess(identity: identity, api: PatientAPI(base), watch: ClientCluster(base))
        }
        let who = Impersonation.serviceAccount(namespace: kustomization.metadata.namespace, name: account)
        do throws(KubernetesError) {
            let client = try base.impersonating(who)
            let name = identity.isEmpty ? who.user : "\(identity) as \(who.user)"
            return ClusterAccess(
                identity: name, api: PatientAPI(client), watch: ClientCluster(client), account: account,
                unimpersonated: PatientAPI(base))
        } catch {
            throw TargetUnusable("failed to build kube client: \(error.message)")
        }
    }

    private func remote(
        _ reference: SecretKeyReference, namespace: String
    ) async throws(TargetUnusable) -> (String, KubernetesClient) {
        let bytes = try await kubeconfig(reference, namespace)
        let digest = Digest.of(bytes).hex
        if let known = remotes.withLock({ Self.touch(digest, &$0) }) { return (digest, known) }
        do throws(KubernetesError) {
            var configuration = try KubernetesConfiguration(
                untrustedKubeconfig: bytes, allowing: settings.allowances)
            configuration.timeout = .seconds(30)
            let client = KubernetesClient(configuration, options: own.options, http: http)
            remotes.withLock { remotes in
                remotes.append((digest, client))
                if remotes.count > Self.remoteLimit { remotes.removeFirst() }
            }
            return (digest, client)
        } catch {
            throw TargetUnusable("failed to build kube client: \(error.message)")
        }
    }

    private static func touch(
        _ digest: String, _ remotes: inout [(digest: String, client: KubernetesClient)]
    ) -> KubernetesClient? {
        guard let index = remotes.firstIndex(where: { $0.digest == digest }) else { return nil }
        let entry = remotes.remove(at: index)
        remotes.append(entry)
        return entry.client
    }

    private func kubeconfig(
        _ reference: SecretKeyReference, _ namespace: String
    ) async throws(TargetUnusable) -> [UInt8] {
        let key = ObjectKey(namespace: namespace, name: reference.name)
        let data: [String: [UInt8]]?
        do throws(ConfigUnreadable) { data = try await configs.secret(key) } catch {
            throw TargetUnusable("failed to build kube client: unable to read KubeConfig secret '\(key)': \(error)")
        }
        guard let data else {
            throw TargetUnusable(
                "failed to build kube client: unable to read KubeConfig secret '\(key)': secrets \"\(key.name)\" not found"
            )
        }
        let wanted = reference.key ?? ""
        let names = wanted.isEmpty ? ["value", "value.yaml"] : [wanted]
        guard let bytes = names.lazy.compactMap({ data[$0] }).first else {
            let list = names.map { "'\($0)'" }.joined(separator: " or ")
            throw TargetUnusable(
                "failed to build kube client: KubeConfig secret '\(key)' does not contain a \(list) key with data")
        }
        return bytes
    }
}
