import DocumentModel
import Foundation
import KubernetesClient
import KubernetesModel
import Platform
import Synchronization

/// A way to the API server that can be cut.
final class APIProxy: Sendable {
    /// A kubeconfig that leads through the proxy.
    let kubeconfig: String
    private let child: ChildProcess
    private let answers = Mutex(0)

    /// Starts one in front of the server that `kubeconfig` names.
    init(for kubeconfig: String, in folder: String) async throws {
        var content = try YAML.parseFirst(try FileSystem.read(kubeconfig))
        guard let server = content["clusters"]?.array?.first?["cluster"]?["server"]?.string,
            let url = URLComponents(string: server), let host = url.host
        else { throw Programs.Missing(description: "\(kubeconfig) names no server") }
        guard let python = Programs.installed("python3") else {
            throw Programs.Missing(description: "python3 is not installed")
        }
        let child = try ChildProcess(
            python, [Programs.support("tcp-proxy.py"), host, String(url.port ?? 443)],
            log: "\(folder)/proxy-\(UniqueID.random()).log")
        let port = try await eventually("the proxy listens", within: .seconds(20)) {
            child.output.firstMatch(of: /port: (\d+)\n/).map { String($0.1) }
        }
        content["clusters"] = .array(
            (content["clusters"]?.array ?? []).map { entry in
                var entry = entry
                entry["cluster"]?["server"] = .string("https://127.0.0.1:\(port)")
                if host != "127.0.0.1" { entry["cluster"]?["tls-server-name"] = .string(host) }
                return entry
            })
        self.child = child
        self.kubeconfig = "\(folder)/proxied-kubeconfig"
        try FileSystem.writeAtomically(YAML.write(content), to: self.kubeconfig)
    }

    /// Drops every connection and refuses new ones.
    func cut() async throws { try await tell("cut") }

    /// Lets connections through again.
    func open() async throws { try await tell("open") }

    private func tell(_ word: String) async throws {
        let number = answers.withLock { answers in
            answers += 1
            return answers
        }
        try child.tell(word)
        try await eventually("the proxy did as told", within: .seconds(10)) {
            self.child.output.split(separator: "\n").count > number ? true : nil
        }
    }
}
