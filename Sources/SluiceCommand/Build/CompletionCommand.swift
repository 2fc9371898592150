internal import ArgumentParser

/// `completion`
struct CompletionCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "completion", "Print a script that completes commands and names in a shell.",
            examples: [
                ("Complete in this bash", "completion bash > /tmp/sluice.bash && . /tmp/sluice.bash"),
                ("Complete in every zsh", "completion zsh > \"${fpath[1]}/_sluice\""),
                ("Complete in every fish", "completion fish > ~/.config/fish/completions/sluice.fish"),
            ])
    }

    @Argument(help: "bash, zsh, fish or powershell.") var shell: String

    mutating func run() async throws {
        let console = ToolEnvironment.current.console
        switch shell {
        case "bash": console.line(RootCommand.completionScript(for: .bash))
        case "zsh": console.line(RootCommand.completionScript(for: .zsh))
        case "fish": console.line(RootCommand.completionScript(for: .fish))
        case "powershell": throw CommandFailure("completion for powershell is not built yet")
        default: throw CommandFailure("shell \"\(shell)\" is not known; there are bash, zsh and fish")
        }
    }
}
