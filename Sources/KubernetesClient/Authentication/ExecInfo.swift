internal import DocumentModel
internal import HTTPTransport
internal import Platform

/// What a credential plugin is told in `KUBERNETES_EXEC_INFO`.
enum ExecInfo {
    static func text(_ plugin: ExecPlugin, _ configuration: KubernetesConfiguration, isInteractive: Bool) -> String {
        var spec: Object = ["interactive": .bool(isInteractive)]
        if plugin.provideClusterInfo { spec["cluster"] = cluster(configuration) }
        return JSON.text(
            ["apiVersion": .string(plugin.apiVersion), "kind": "ExecCredential", "spec": .object(spec)])
    }

    private static func cluster(_ configuration: KubernetesConfiguration) -> Value {
        var cluster: Object = ["server": .string(configuration.server)]
        let connection = configuration.connection
        if let name = connection.serverName { cluster["tls-server-name"] = .string(name) }
        if connection.skipsVerification { cluster["insecure-skip-tls-verify"] = true }
        if let authorities = connection.certificateAuthorities {
            cluster["certificate-authority-data"] = .string(Base64.encode(authorities.reveal()))
        }
        if let proxy = connection.proxy { cluster["proxy-url"] = .string(proxy.reveal()) }
        return .object(cluster)
    }
}
