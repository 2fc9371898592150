import Foundation
import Platform
import Synchronization

/// What scenarios share: one cluster, one pair of controllers, one Git server. Started when first asked for.
struct World: Sendable {
    let folder: String
    let cluster: TestCluster
    let controllers: Controllers
    let git: GitServer

    private static let started = Mutex<Task<World, any Error>?>(nil)

    /// The one that ordinary scenarios run in.
    static func shared() async throws -> World {
        let task = started.withLock { started in
            if let started { return started }
            let task = Task {
                let folder = try newFolder("shared")
                return try await make("shared", in: folder, on: try await TestCluster.start(in: folder))
            }
            started = task
            return task
        }
        return try await task.value
    }

    /// One with controllers of its own on the shared cluster, for scenarios that kill them.
    ///
    /// - Parameter proxied: whether the controllers reach the API through a proxy that can be cut.
    static func own(_ name: String, proxied: Bool = false) async throws -> (World, APIProxy?) {
        let cluster = try await shared().cluster
        let folder = try newFolder(name)
        let proxy = proxied ? try await APIProxy(for: cluster.kubeconfig, in: folder) : nil
        return (try await make(name, in: folder, on: cluster, kubeconfig: proxy?.kubeconfig), proxy)
    }

    /// One whose controllers see the watches of the shared cluster through a proxy that can make them expire.
    static func watching(_ name: String) async throws -> (World, WatchProxy) {
        let cluster = try await shared().cluster
        let folder = try newFolder(name)
        let proxy = try await WatchProxy(for: cluster.kubeconfig, in: folder)
        return (try await make(name, in: folder, on: cluster, kubeconfig: proxy.kubeconfig), proxy)
    }

    /// One with a cluster of its own, for scenarios that stop the API.
    static func isolated(_ name: String) async throws -> (World, APIProxy) {
        let folder = try newFolder(name)
        let cluster = try await TestCluster.start(in: folder)
        let proxy = try await APIProxy(for: cluster.kubeconfig, in: folder)
        return (try await make(name, in: folder, on: cluster, kubeconfig: proxy.kubeconfig), proxy)
    }

    private static func make(
        _ name: String, in folder: String, on cluster: TestCluster, kubeconfig: String? = nil
    ) async throws -> World {
        let repositories = "\(folder)/git"
        try FileManager.default.createDirectory(atPath: repositories, withIntermediateDirectories: true)
        let git = try await GitServer.start(root: repositories)
        let controllers = try Controllers(
            shard: "\(name)-\(UniqueID.random().prefix(8))", kubeconfig: kubeconfig ?? cluster.kubeconfig,
            folder: folder)
        try controllers.start()
        return World(folder: folder, cluster: cluster, controllers: controllers, git: git)
    }

    /// A folder below the temporary one; left behind with the logs in it, for whoever looks into a failure.
    static func newFolder(_ name: String) throws -> String {
        let base = ProcessEnvironment.value("SLUICE_E2E_DIR") ?? NSTemporaryDirectory()
        let path = "\(base)/sluice-e2e-\(name)-\(UniqueID.random().prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
