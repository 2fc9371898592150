/// A way to the API server whose watches can be made to miss events and then to expire.
final class WatchProxy: Sendable {
    /// A kubeconfig that leads through the proxy.
    let kubeconfig: String
    private let process: ToldProcess

    /// Starts one in front of the server that `kubeconfig` names.
    init(for kubeconfig: String, in folder: String) async throws {
        process = try await ToldProcess("watch-proxy.py", [kubeconfig, folder], in: folder)
        self.kubeconfig = "\(folder)/watched-kubeconfig"
    }

    /// Withholds the events of all watches.
    func mute() async throws { try await process.tell("mute") }

    /// Ends every watch with 410, Expired; later ones see events again.
    func expire() async throws { try await process.tell("expire") }
}
