internal import ArgumentParser
internal import Platform

/// The command line tool.
package enum SluiceTool {
    /// Runs the command that `arguments` name and returns the exit code: 0 after a success, else 1 (`diff`: also 2).
    ///
    /// - Parameters:
    ///   - arguments: what stands behind the program's name.
    ///   - programName: the name it was called by, which the help shows: `sluice`, or `flux` through a link.
    package static func run(
        _ arguments: [String], programName: String = "sluice", controlPlane: (any ControlPlaneLauncher)? = nil
    ) async -> Int32 {
        var environment = ToolEnvironment.current
        environment.controlPlane = controlPlane
        environment.programName = programName
        return await run(arguments, in: environment)
    }

    static func run(_ arguments: [String], in environment: ToolEnvironment) async -> Int32 {
        var environment = environment
        environment.showsExamples = false
        let line = ToolEnvironment.$current.withValue(environment) {
            CommandLineRewriter(root: RootCommand.self).rewrite(arguments)
        }
        environment.showsExamples = line.showsHelp
        return await ToolEnvironment.$current.withValue(environment) {
            let console = environment.console
            do {
                try UnbuiltCommand.refuse(line.path, programName: environment.programName)
                try await execute(line)
                return 0
            } catch {
                return report(error, line, console)
            }
        }
    }

    private static func execute(_ line: CommandLineRewriter.Line) async throws {
        var command: any ParsableCommand
        if let type = line.command {
            // Straight to the command: the parser of the root would look at every other one first.
            let arguments = Array(line.arguments.dropFirst(line.path.count))
            if let type = type as? any AsyncParsableCommand.Type {
                command = try await type.asyncParseAsRoot(arguments)
            } else {
                command = try type.parseAsRoot(arguments)
            }
        } else {
            command = try await RootCommand.asyncParseAsRoot(line.arguments)
        }
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    /// Prints what ended the command, and returns the exit code.
    private static func report(_ error: any Error, _ line: CommandLineRewriter.Line, _ console: Console) -> Int32 {
        if let failure = error as? CommandFailure {
            guard !failure.isSilent else { return failure.exitCode }
            failure.isWarning ? console.warning(failure.message) : console.failure(failure.message)
            return failure.exitCode
        }
        if RootCommand.exitCode(for: error).isSuccess {
            let text = RootCommand.fullMessage(for: error)
            console.text(text.hasSuffix("\n") || text.isEmpty ? text : text + "\n")
            return 0
        }
        console.failure(words(error))
        if isUsageError(error) {
            let path = ([ToolEnvironment.current.programName] + line.path).joined(separator: " ")
            console.note("Run '\(path) --help' for the flags and for examples.")
        }
        return 1
    }

    private static func words(_ error: any Error) -> String {
        let text = isUsageError(error) ? RootCommand.message(for: error) : String(describing: error)
        return text.hasSuffix(".") && isUsageError(error) ? String(text.dropLast()) : text
    }

    /// Whether the command line itself was wrong.
    private static func isUsageError(_ error: any Error) -> Bool {
        RootCommand.exitCode(for: error) == .validationFailure
    }
}
