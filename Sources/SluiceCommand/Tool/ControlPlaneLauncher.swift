package import Logging

/// Starts the Kubernetes API of `sluice dev`. The program that links the embedded control plane brings the one there is.
package protocol ControlPlaneLauncher: Sendable {
    /// Serves until the task is cancelled.
    ///
    /// - Parameter onReady: called once when the API answers, with the path of a kubeconfig and the port.
    func serve(
        _ settings: ControlPlaneSettings, logger: Logger,
        onReady: @escaping @Sendable (_ kubeconfig: String, _ port: Int) async -> Void
    ) async throws
}

/// What a control plane is started with.
package struct ControlPlaneSettings: Sendable, Hashable {
    /// The folder of its state.
    package var directory: String
    /// The port on 127.0.0.1; 0 takes a free one.
    package var port: Int
    /// Whether workloads become ready by themselves.
    package var simulatesWorkloads: Bool

    package init(directory: String, port: Int, simulatesWorkloads: Bool) {
        self.directory = directory
        self.port = port
        self.simulatesWorkloads = simulatesWorkloads
    }
}
