internal import HTTPTransport
internal import KubernetesClient
internal import Logging
internal import Platform

extension ControllerProcess {
    /// The manager with a client for the cluster.
    func makeManager(_ values: FlagValues, _ setup: Logger) async throws -> Manager {
        let gates = try readGates(values, setup)
        let configuration = try await KubernetesConfiguration.forController()
        // Only a pod has a namespace of its own; that of a kubeconfig's context is its owner's preference.
        let podNamespace = configuration.context == nil ? configuration.namespace : nil
        var settings = try ManagerSettings(
            name: name, concurrent: concurrent, flags: values, environment: ProcessEnvironment.value,
            podNamespace: podNamespace)
        settings.gracePeriod = gracePeriod(values)
        let metrics = MetricsRegistry()
        var logger = Logger(label: "")
        logger.logLevel = setup.logLevel
        let http = HTTPClient(userAgent: "\(name)/v\(ProductVersion.current)")
        let client = KubernetesClient(configuration, options: options(values, metrics, logger), http: http)
        return Manager(
            settings: settings, flags: values, gates: gates, cluster: ClientCluster(client),
            http: { try await http.execute($0).status }, logger: logger, metrics: metrics)
    }

    private func options(_ values: FlagValues, _ metrics: MetricsRegistry, _ logger: Logger) -> ClientOptions {
        var options = ClientOptions(userAgent: "\(name)/v\(ProductVersion.current)")
        options.queriesPerSecond = values[CommonFlags.apiQueriesPerSecond]
        options.burst = values[CommonFlags.apiBurst]
        options.probesFlowControl = true
        let requests = metrics.counter(
            "rest_client_requests_total", "Number of HTTP requests, partitioned by status code, method, and host.",
            labels: ["code", "method", "host"])
        options.onRequest = { method, host, code in requests.add(1, code, method, host) }
        let warnings = WarningLog(logger.named("KubeAPIWarningLogger"))
        options.onWarning = { warnings.note($0) }
        return options
    }
}
