internal import ArgumentParser

/// `sluice`: the root of the command tree.
struct RootCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: ProgramName.current,
            abstract: "Keep clusters in step with Git.",
            discussion: """
                Sluice watches Git repositories and keeps what they describe applied to Kubernetes clusters. Commands, flags
                and output are those of flux.
                \(Examples.text([
                    ("Try everything on this machine, without a cluster", "dev"),
                    ("Check that a cluster is fit for an installation", "check --pre"),
                    ("Install the controllers", "install"),
                    ("List what is reconciled", "get all -A"),
                    ("Fetch a repository and apply it now", "reconcile kustomization apps --with-source"),
                ]))
                \(UnbuiltCommand.note(under: []))
                """,
            version: "v\(SluiceVersion.current)",
            subcommands: subcommands)
    }

    private static var subcommands: [any ParsableCommand.Type] {
        [
            BuildCommand.self, CheckCommand.self, CompletionCommand.self, CreateCommand.self, DeleteCommand.self,
            DevCommand.self, DiffCommand.self, EnvsubstCommand.self, EventsCommand.self, ExportCommand.self,
            GetCommand.self, InstallCommand.self, KustomizeCommand.self, LogsCommand.self, ReconcileCommand.self,
            ResumeCommand.self, StatsCommand.self, SuspendCommand.self, TraceCommand.self, TreeCommand.self,
            UninstallCommand.self, VersionCommand.self,
        ]
    }
}
