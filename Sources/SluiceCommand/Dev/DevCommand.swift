internal import ArgumentParser
internal import Platform

/// `dev`
struct DevCommand: AsyncParsableCommand, Sendable {
    static var configuration: CommandConfiguration {
        .command(
            "dev", "Run a Kubernetes API and the controllers on this machine, without a cluster.",
            """
            Starts the API on loopback, installs the definitions, starts each controller as a process of its own, and says on
            standard error what reconciles. Everything it keeps is in one folder. Once all is ready, one line on standard
            output tells where the kubeconfig is. Ctrl-C ends it; the next run goes on where it stopped.
            """,
            examples: [
                ("Start, and use it from another terminal", "dev"),
                ("Walk through GitOps with a Git repository made for it", "dev --demo"),
                ("Start anew, without being asked", "dev --reset -y"),
                ("Run the API alone on a port of your choice", "dev --control-plane-only --port 7443"),
                ("Hand a flag to a controller", "dev -- kustomize-controller:--log-level=debug"),
            ])
    }

    @Option(help: ArgumentHelp("The folder for everything it keeps.", valueName: "folder"), completion: .directory)
    var dir = "./.sluice"
    @Option(help: ArgumentHelp("The port of the API (default: 6443, or a free one).", valueName: "n")) var port: Int?
    @Flag(help: "Run the API alone.") var controlPlaneOnly = false
    @Option(help: ArgumentHelp("The controllers to run, with commas between them.", valueName: "names"))
    var components: [String] = []
    @Flag(help: "Empty the folder first, after asking.") var reset = false
    @Flag(name: [.customShort("y"), .long], help: "Do not ask.") var yes = false
    @Flag(help: "Run the controllers as the Deployments in Git describe.") var bootstrap = false
    @Flag(help: "Do not say what reconciles.") var quiet = false
    @Flag(inversion: .prefixedNo, help: "Let workloads become ready by themselves.") var simulateWorkloads = true
    @Option(
        help: ArgumentHelp(
            "The folder with the controllers' programs (default: that of this one).", valueName: "folder"),
        completion: .directory)
    var controllersDir: String?
    @Flag(help: "Make a Git repository, sync it, and tell what to try.") var demo = false
    @Flag(help: "With --demo: end once everything is in sync.") var exit = false
    @Argument(
        parsing: .postTerminator,
        help: ArgumentHelp("Flags for controllers: controller-name:--flag=value.", valueName: "args"))
    var controllerArguments: [String] = []

    mutating func run() async throws {
        let command = self
        let environment = ToolEnvironment.current
        guard let launcher = environment.controlPlane else {
            throw CommandFailure("this build has no control plane to run")
        }
        let settings = try command.settings()
        try await command.checkPrograms(settings)
        let folder = try await BlockingPool.shared.run { try DevFolder(settings.folder) }
        if command.reset { try await command.reset(folder, environment.console) }
        let demo = command.demo ? Demo(folder: folder, console: environment.console) : nil
        let names = settings.components.flatMap(DevSettings.portNames) + (demo == nil ? [] : [Demo.portName])
        let ports = try await BlockingPool.shared.run {
            try folder.endLeftovers(of: DevSettings.programs)
            try FileSystem.createDirectory("\(folder.path)/artifacts")
            return try DevPorts(names: names, file: "\(folder.path)/run/ports")
        }
        var run = DevRun(
            settings: settings, folder: folder, ports: ports, launcher: launcher, console: environment.console)
        if let demo { run.companions = [try await demo.gitServer(port: ports.port(Demo.portName))] }
        let endsAfterDemo = command.exit
        try await run.run { ready in
            try await demo?.run(ready, port: ports.port(Demo.portName))
            return endsAfterDemo ? .stop : .stay
        }
    }

    func settings() throws -> DevSettings {
        guard !bootstrap else {
            throw CommandFailure("--bootstrap: running the controllers that Git describes is not built yet")
        }
        guard !exit || demo else { throw CommandFailure("--exit is for --demo") }
        guard !demo || (!controlPlaneOnly && components.isEmpty) else {
            throw CommandFailure("--demo needs all controllers")
        }
        if let port, !(0...65_535).contains(port) { throw CommandFailure("--port \(port) is no port") }
        var wanted = InstallSettings(namespace: "flux-system")
        let chosen = components.splittingAtCommas()
        if !chosen.isEmpty { wanted.components = chosen.removingDuplicates() }
        try wanted.check()
        return DevSettings(
            folder: try WorkingDirectory.absolute(dir), port: port,
            components: controlPlaneOnly ? [] : wanted.components, isQuiet: quiet || controlPlaneOnly,
            simulatesWorkloads: simulateWorkloads,
            controllersFolder: try controllersDir ?? ProgramFolder.ofThisProgram(),
            arguments: try DevSettings.arguments(controllerArguments))
    }

    private func checkPrograms(_ settings: DevSettings) async throws {
        for component in settings.components {
            let path = "\(settings.controllersFolder)/\(component)"
            let status = try await BlockingPool.shared.run { try FileSystem.status(path) }
            guard let status, status.isExecutable else {
                throw CommandFailure(
                    "there is no program \"\(path)\"; build it (swift build --product \(component)) or name its folder "
                        + "with --controllers-dir")
            }
        }
    }

    private func reset(_ folder: DevFolder, _ console: Console) async throws {
        if !yes { try await console.confirm("Are you sure you want to empty \"\(folder.path)\"", orUse: "-y") }
        try await BlockingPool.shared.run {
            try folder.endLeftovers(of: DevSettings.programs)
            try folder.reset()
        }
    }
}
