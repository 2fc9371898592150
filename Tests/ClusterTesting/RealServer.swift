import Cryptography
public import Foundation
import HTTPTransport
import KubernetesClient
import Platform
import Synchronization

/// How an API server starts and stops.
public protocol RestartableServer: Sendable {
    /// Starts it and waits until it answers.
    ///
    /// - Returns: the path of a kubeconfig for it.
    func start() async throws -> String
    /// Ends it in order, or as its kind ends at best.
    func stop() async throws
    /// Ends it at once, with SIGKILL.
    func kill() async throws
}

/// A real API server with its etcd, from the programs in `KUBEBUILDER_ASSETS`; with its controller manager if that is there.
public final class RealServer: RestartableServer {
    private let folder: String
    private let port: Int
    private let etcdPort: Int
    private let peerPort: Int
    private let children = Mutex<[ChildProcess]>([])

    public init(folder: String) throws {
        self.folder = folder
        (port, etcdPort, peerPort) = (try FreePort.find(), try FreePort.find(), try FreePort.find())
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try writeIdentities()
    }

    public func start() async throws -> String {
        let assets = ProcessEnvironment.value("KUBEBUILDER_ASSETS") ?? ""
        let etcd = "http://127.0.0.1:\(etcdPort)"
        try launch(
            "\(assets)/etcd",
            [
                "--data-dir", "\(folder)/etcd", "--listen-client-urls", etcd, "--advertise-client-urls", etcd,
                "--listen-peer-urls", "http://127.0.0.1:\(peerPort)",
            ])
        try launch("\(assets)/kube-apiserver", apiServerArguments(etcd))
        let client = try await KubernetesClient.forTests("\(folder)/kubeconfig")
        try await eventually("the API server is ready", within: .seconds(90)) {
            if let dead = self.children.withLock({ $0.first { !$0.isRunning } }) {
                throw Programs.Missing(description: "\(dead.name) ended: \(dead.output.suffix(1000))")
            }
            return (try? await client.raw("/readyz"))?.status == 200 ? true : nil
        }
        if FileManager.default.isExecutableFile(atPath: "\(assets)/kube-controller-manager") {
            try launch(
                "\(assets)/kube-controller-manager",
                [
                    "--kubeconfig=\(folder)/kubeconfig", "--leader-elect=false", "--secure-port=0",
                    "--service-account-private-key-file=\(folder)/accounts.key", "--root-ca-file=\(folder)/ca.crt",
                ])
        }
        return "\(folder)/kubeconfig"
    }

    /// As ``kill()``: an API server that is told to end waits for its clients, for a minute.
    public func stop() async throws { try await kill() }

    public func kill() async throws {
        let running = children.withLock { children in
            defer { children = [] }
            return children
        }
        for child in running.reversed() { try await child.kill() }
    }

    /// The process id of one of its programs; nil when it does not run.
    public func pid(of name: String) -> pid_t? { children.withLock { $0.first { $0.name == name }?.pid } }

    private func launch(_ path: String, _ arguments: [String]) throws {
        let name = URL(fileURLWithPath: path).lastPathComponent
        let child = try ChildProcess(path, arguments, log: "\(folder)/\(name).log")
        children.withLock { $0.append(child) }
    }

    private func apiServerArguments(_ etcd: String) -> [String] {
        [
            "--etcd-servers=\(etcd)", "--secure-port=\(port)", "--bind-address=127.0.0.1",
            "--tls-cert-file=\(folder)/server.crt", "--tls-private-key-file=\(folder)/server.key",
            "--client-ca-file=\(folder)/ca.crt", "--service-account-key-file=\(folder)/accounts.pub",
            "--service-account-signing-key-file=\(folder)/accounts.key",
            "--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.0.0.0/24",
            "--authorization-mode=RBAC", "--disable-admission-plugins=ServiceAccount", "--allow-privileged",
        ]
    }

    private func writeIdentities() throws {
        let authority = try CertificateAuthority(creating: "test authority")
        var server = CertificateRequest(commonName: "kube-apiserver", purpose: .server)
        server.ipAddresses = ["127.0.0.1"]
        server.dnsNames = ["localhost"]
        let serving = try authority.issue(server)
        var admin = CertificateRequest(commonName: "admin", purpose: .client)
        admin.organizations = ["system:masters"]
        let client = try authority.issue(admin)
        try write("ca.crt", authority.identity.certificatePEM)
        try write("server.crt", serving.certificatePEM)
        try write("server.key", serving.keyPEM.reveal())
        let accounts = try PrivateKey(generating: .ecdsaP256)
        try write("accounts.key", accounts.exportPEM().reveal())
        try write("accounts.pub", accounts.publicKey.exportPEM())
        let kubeconfig = """
            apiVersion: v1
            kind: Config
            clusters:
            - name: test
              cluster:
                server: https://127.0.0.1:\(port)
                certificate-authority-data: \(Base64.encode(authority.identity.certificatePEM))
            users:
            - name: test
              user:
                client-certificate-data: \(Base64.encode(client.certificatePEM))
                client-key-data: \(Base64.encode(try client.keyPEM.reveal()))
            contexts:
            - name: test
              context: {cluster: test, user: test}
            current-context: test
            """
        try write("kubeconfig", Array(kubeconfig.utf8))
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws {
        try FileSystem.writeAtomically(bytes, to: "\(folder)/\(name)")
    }
}
