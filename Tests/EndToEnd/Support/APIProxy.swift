import ClusterTesting
import DocumentModel
import Foundation
import KubernetesClient
import KubernetesModel
import Platform

/// A way to the API server that can be cut.
final class APIProxy: Sendable {
    /// A kubeconfig that leads through the proxy.
    let kubeconfig: String
    private let process: ToldProcess

    /// Starts one in front of the server that `kubeconfig` names.
    init(for kubeconfig: String, in folder: String) async throws {
        var content = try YAML.parseFirst(try FileSystem.read(kubeconfig))
        guard let server = content["clusters"]?.array?.first?["cluster"]?["server"]?.string,
            let url = URLComponents(string: server), let host = url.host
        else { throw Programs.Missing(description: "\(kubeconfig) names no server") }
        process = try await ToldProcess("tcp-proxy.py", [host, String(url.port ?? 443)], in: folder)
        let port = process.port
        content["clusters"] = .array(
            (content["clusters"]?.array ?? []).map { entry in
                var entry = entry
                entry["cluster"]?["server"] = .string("https://127.0.0.1:\(port)")
                if host != "127.0.0.1" { entry["cluster"]?["tls-server-name"] = .string(host) }
                return entry
            })
        self.kubeconfig = "\(folder)/proxied-kubeconfig"
        try FileSystem.writeAtomically(YAML.write(content), to: self.kubeconfig)
    }

    /// Drops every connection and refuses new ones.
    func cut() async throws { try await process.tell("cut") }

    /// Lets connections through again.
    func open() async throws { try await process.tell("open") }
}
