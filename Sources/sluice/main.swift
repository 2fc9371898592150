internal import EmbeddedControlPlane
internal import Glibc
internal import Logging
internal import SluiceCommand

/// The control plane that is linked into this program.
struct EmbeddedLauncher: ControlPlaneLauncher {
    func serve(
        _ settings: ControlPlaneSettings, logger: Logger,
        onReady: @escaping @Sendable (_ kubeconfig: String, _ port: Int) async -> Void
    ) async throws {
        let configuration = ControlPlane.Configuration(
            directory: settings.directory, port: settings.port, simulateWorkloads: settings.simulatesWorkloads)
        let controlPlane = ControlPlane(configuration: configuration, logger: logger) { endpoint in
            await onReady(endpoint.kubeconfig, endpoint.port)
        }
        try await controlPlane.run()
    }
}

let name = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "sluice"
let code = await SluiceTool.run(
    Array(CommandLine.arguments.dropFirst()), programName: name == "flux" ? "flux" : "sluice",
    controlPlane: EmbeddedLauncher())
exit(code)
