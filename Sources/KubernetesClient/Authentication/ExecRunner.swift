internal import Glibc
internal import Platform

/// Runs credential plugins. The only place that starts a program, and only for a kubeconfig whose owner wants that.
struct ExecRunner: Sendable {
    /// How long a program may take that asks nobody anything.
    static let limit = Duration.seconds(60)
    /// How long one may take that waits for a person.
    static let interactiveLimit = Duration.seconds(300)
    static let outputLimit = 1 << 20

    let configuration: KubernetesConfiguration
    /// One at a time is enough, and a person who logs in must not hold the shared threads.
    private static let pool = BlockingPool(label: "exec-plugin", threads: 2)

    func run(_ plugin: ExecPlugin) async throws(KubernetesError) -> ExecCredential {
        let isInteractive = try Self.isInteractive(plugin)
        let info = ExecInfo.text(plugin, configuration, isInteractive: isInteractive)
        let output: [UInt8]
        do {
            output = try await Self.pool.runCancellable { flag in
                try Self.execute(plugin, info: info, isInteractive: isInteractive, flag)
            }
        } catch {
            throw KubernetesError(error, purpose: "run the credential plugin \"\(plugin.command)\"")
        }
        return try ExecCredential(output, of: plugin)
    }

    private static func isInteractive(_ plugin: ExecPlugin) throws(KubernetesError) -> Bool {
        let hasTerminal = isatty(STDIN_FILENO) == 1
        switch plugin.interactiveMode {
        case .never: return false
        case .ifAvailable: return hasTerminal
        case .always:
            guard hasTerminal else {
                throw KubernetesError(
                    .configuration, "the credential plugin \"\(plugin.command)\" needs a terminal, and there is none")
            }
            return true
        }
    }

    private static func execute(
        _ plugin: ExecPlugin, info: String, isInteractive: Bool, _ flag: CancellationFlag
    ) throws -> [UInt8] {
        var environment = ProcessEnvironment.all()
        for variable in plugin.environment { environment[variable.name] = variable.value.reveal() }
        environment["KUBERNETES_EXEC_INFO"] = info
        let isRelative = plugin.command.contains("/") && !plugin.command.hasPrefix("/")
        let path = isRelative && !plugin.folder.isEmpty ? "\(plugin.folder)/\(plugin.command)" : plugin.command
        let child = try ChildProcess(
            path, arguments: plugin.arguments, environment: environment, inheritsInput: isInteractive,
            hint: plugin.installHint)
        return try child.output(
            limit: outputLimit, within: isInteractive ? interactiveLimit : limit, unless: flag)
    }
}
