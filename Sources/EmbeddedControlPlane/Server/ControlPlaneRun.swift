internal import Cryptography
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Platform
internal import ServiceLifecycle

/// One run of a control plane: opens the folder, serves, and lets its controllers work.
struct ControlPlaneRun: Sendable {
    let configuration: ControlPlane.Configuration
    let logger: Logger
    let onReady: @Sendable (ControlPlane.Endpoint) async -> Void

    /// Serving is mostly waiting: two threads are enough for hundreds of watchers.
    static let threads = MultiThreadedEventLoopGroup(numberOfThreads: 2)

    func run() async throws {
        let opened = try await BlockingPool.shared.run { try Opened(configuration) }
        guard opened.store.start() else { throw ControlPlaneError(description: "cannot start the writing thread") }
        let result: Result<Void, any Error>
        do { result = .success(try await serve(opened)) } catch { result = .failure(error) }
        await opened.store.stop()
        try result.get()
    }

    private func serve(_ opened: Opened) async throws {
        let registry = ResourceRegistry(builtIn: ResourceCatalog.builtIn)
        let authorizer = Authorizer(store: opened.store)
        let tokens = TokenAuthority(keyPath: opened.folder.tokenKey)
        let authority = CertificateAuthority(opened.identities.authority)
        let server = APIServer(
            store: opened.store, registry: registry,
            authenticator: Authenticator(
                store: opened.store, tokens: tokens, certificates: Self.users(opened.identities),
                issued: IssuedCertificates(authority)),
            authorizer: authorizer, admission: Self.admission(opened.store, registry, authorizer), tokens: tokens,
            logger: logger)
        let cluster = Cluster(server: server, logger: logger)
        try await Bootstrap(cluster: cluster, authority: opened.identities.authority.certificatePEM).run()
        let controllers = Controllers(
            cluster: cluster, simulatesWorkloads: configuration.simulateWorkloads, authority: authority)
        try await serve(server, opened, controllers)
    }

    private func serve(_ server: APIServer, _ opened: Opened, _ controllers: Controllers) async throws {
        let listener = APIListener(
            port: configuration.port, certificate: opened.identities.server.certificatePEM,
            key: try opened.identities.server.keyPEM.reveal(), logger: logger,
            answer: { request in await server.answer(request) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await controllers.run() }
            group.addTask { await ResidentMemory.keepLow() }
            group.addTask {
                try await listener.run(threads: Self.threads) { port in await self.announce(port, opened) }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func announce(_ port: Int, _ opened: Opened) async {
        do {
            try await BlockingPool.shared.run { try opened.folder.writeKubeconfig(opened.identities, port: port) }
        } catch {
            logger.error("cannot write the kubeconfig", metadata: ["error": "\(error)"])
        }
        await onReady(ControlPlane.Endpoint(port: port, kubeconfig: opened.folder.kubeconfig))
    }

    private static func users(_ identities: StateFolder.Identities) -> [[UInt8]: UserInfo] {
        let certificate = identities.client.certificate
        let user = UserInfo(
            name: certificate.commonName, groups: certificate.organizations + ["system:authenticated"])
        return [certificate.der: user]
    }

    private static func admission(_ store: ObjectStore, _ registry: ResourceRegistry, _ authorizer: Authorizer)
        -> AdmissionChain
    {
        let caller = WebhookCaller(store: store)
        return AdmissionChain(plugins: [
            NamespaceLifecycle(store: store), CustomResourceGuard(store: store), PodAdmission(store: store),
            RuntimeClasses(store: store), LimitRanger(store: store), ServiceAddresses(store: store),
            ProtectionFinalizers(), DefaultClasses(store: store), EscalationGuard(authorizer: authorizer),
            PodSecurity(store: store),
            DynamicMutation(store: store, registry: registry, authorizer: authorizer, caller: caller),
            SigningRequests(authorizer: authorizer),
            ValidatingPolicies(store: store, registry: registry, authorizer: authorizer),
            ValidatingWebhooks(store: store, authorizer: authorizer, caller: caller), QuotaAdmission(store: store),
        ])
    }

    /// What is read from the folder before anything is served.
    private struct Opened: Sendable {
        let folder: StateFolder
        let identities: StateFolder.Identities
        let store: ObjectStore

        init(_ configuration: ControlPlane.Configuration) throws {
            folder = try StateFolder(configuration.directory)
            identities = try folder.identities()
            store = try ObjectStore(path: folder.database)
        }
    }
}

/// Why a control plane cannot run.
struct ControlPlaneError: Error, Sendable, CustomStringConvertible {
    var description: String
}
