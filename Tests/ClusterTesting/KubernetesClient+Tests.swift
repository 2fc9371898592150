import HTTPTransport
public import KubernetesClient

extension KubernetesClient {
    private static let http = HTTPClient(userAgent: "sluice-tests")

    /// A client for whatever address stands in a kubeconfig, without a limit of its own on requests.
    public static func forTests(_ kubeconfig: String) async throws -> KubernetesClient {
        var flags = KubeconfigFlags()
        flags.kubeconfig = kubeconfig
        let configuration = try await KubernetesConfiguration.forCommandLine(flags)
        var options = ClientOptions(userAgent: "sluice-tests")
        options.queriesPerSecond = 0
        return KubernetesClient(configuration, options: options, http: http)
    }
}
