public import Logging
public import ServiceLifecycle

/// A Kubernetes API on loopback, for `sluice dev` and for tests: no cluster, no etcd, no kubelet.
///
/// All of its state is in one folder, so that a control plane started again on the same folder goes on where the last
/// one stopped, however it stopped. One process at a time may use a folder.
public struct ControlPlane: Service {
    /// What a control plane is started with.
    public struct Configuration: Sendable {
        /// The folder of its state, certificates and kubeconfig; made with mode 0700 when missing.
        public var directory: String
        /// The port on 127.0.0.1; 0 takes a free one.
        public var port: Int
        /// Whether Deployments, Jobs, claims and the like go through the status changes of a healthy cluster.
        public var simulateWorkloads: Bool

        public init(directory: String, port: Int = 0, simulateWorkloads: Bool = true) {
            self.directory = directory
            self.port = port
            self.simulateWorkloads = simulateWorkloads
        }
    }

    /// Where a control plane answers.
    public struct Endpoint: Sendable, Hashable {
        /// The port on 127.0.0.1.
        public var port: Int
        /// The path of a kubeconfig with the one context `sluice-dev`, whose user is in the group `system:masters`.
        public var kubeconfig: String
        /// The base URL, such as `https://127.0.0.1:6443`.
        public var url: String { "https://127.0.0.1:\(port)" }

        public init(port: Int, kubeconfig: String) {
            self.port = port
            self.kubeconfig = kubeconfig
        }
    }

    /// What it was started with.
    public let configuration: Configuration
    private let logger: Logger
    private let onReady: @Sendable (Endpoint) async -> Void

    /// - Parameter onReady: called once, when the API answers.
    public init(
        configuration: Configuration, logger: Logger = Logger(label: "control-plane"),
        onReady: @escaping @Sendable (Endpoint) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until graceful shutdown or cancellation.
    ///
    /// - Throws: when the folder cannot be used, another control plane uses it, or the port is taken.
    public func run() async throws {
        try await ControlPlaneRun(configuration: configuration, logger: logger, onReady: onReady).run()
    }
}
