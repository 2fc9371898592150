internal import Platform

/// How a local run starts a controller.
struct ControllerLaunch: Sendable {
    let component: String
    let settings: DevSettings
    let folder: DevFolder
    let ports: DevPorts
    let kubeconfig: String

    /// Where the controller says whether it is ready.
    var readyAddress: String { "http://\(ports.address("\(component).health"))/readyz" }

    var launch: ChildProcess.Launch {
        ChildProcess.Launch(
            path: "\(settings.controllersFolder)/\(component)",
            arguments: arguments + (settings.arguments[component] ?? []), environment: environment,
            logFile: folder.logFile(component))
    }

    private var arguments: [String] {
        var arguments = [
            "--events-addr=", "--metrics-addr=\(ports.address("\(component).metrics"))",
            "--health-addr=\(ports.address("\(component).health"))", "--log-encoding=json",
        ]
        if component == "source-controller" {
            let address = ports.address("\(component).storage")
            arguments += [
                "--storage-path=\(folder.path)/artifacts", "--storage-addr=\(address)", "--storage-adv-addr=\(address)",
            ]
        }
        return arguments
    }

    private var environment: [String: String] {
        var environment = ToolEnvironment.current.variables
        environment["KUBECONFIG"] = kubeconfig
        environment["RUNTIME_NAMESPACE"] = "flux-system"
        return environment
    }
}
