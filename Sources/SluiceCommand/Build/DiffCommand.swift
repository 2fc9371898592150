internal import ArgumentParser
internal import KubernetesModel
internal import Platform

/// `diff`
struct DiffCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "diff", "Compare what would be applied with what is in the cluster.",
            UnbuiltCommand.note(under: ["diff"]),
            examples: [("Compare a working copy", "diff kustomization apps --path ./apps")],
            subcommands: [DiffKustomizationCommand.self])
    }
}

/// `diff kustomization NAME --path DIR`
struct DiffKustomizationCommand: AsyncParsableCommand, Sendable {
    static var configuration: CommandConfiguration {
        .command(
            "kustomization", aliases: ["ks"], "Show what applying a local directory would change in the cluster.",
            "The exit code is 0 without a difference, 1 with one, 2 after an error. Data of Secrets is masked.",
            examples: [
                ("Preview a change", "diff kustomization apps --path ./apps"),
                (
                    "Preview a Kustomization that is not in the cluster yet",
                    "diff kustomization apps --path ./apps --kustomization-file ./apps.yaml --ignore-not-found"
                ),
                (
                    "Preview nested Kustomizations as well",
                    """
                    diff kustomization platform --path ./clusters/prod --recursive \\
                      --local-sources GitRepository/flux-system/platform=./
                    """
                ),
            ])
    }

    @Argument(
        help: "The name of the Kustomization.", completion: .custom(Completions.objects(of: .kustomization)))
    var name: String
    @OptionGroup var build: LocalBuildFlags
    @Flag(inversion: .prefixedNo, help: "Say on standard error how far it is.") var progressBar = true
    @Flag(help: "Take a Kustomization that is not in the cluster for a new one.") var ignoreNotFound = false
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    mutating func run() async throws {
        let command = self
        try command.build.check(pathExitCode: 2)
        guard !command.ignoreNotFound || command.build.kustomizationFile != nil else {
            throw CommandFailure("--ignore-not-found needs --kustomization-file", exitCode: 2)
        }
        do {
            let session = try await command.global.session()
            let hasChanges = try await withDeadline(session.timeout) { try await command.run(in: session) }
            guard hasChanges else { return }
        } catch let failure as CommandFailure {
            throw CommandFailure(failure.message, exitCode: 2)
        } catch {
            throw CommandFailure(String(describing: error), exitCode: 2)
        }
        throw CommandFailure(
            "identified at least one change, exiting with non-zero exit code", exitCode: 1, isWarning: true)
    }

    private func run(in session: Session) async throws -> Bool {
        let builder = LocalBuild(
            flags: build, session: session, namespace: session.namespace, allowsMissing: ignoreNotFound)
        if progressBar { session.console.waiting("building and comparing, with dry runs on the server") }
        let diff = KustomizationDiff(build: builder, session: session)
        let outcome = try await diff.run(try await builder.kustomization(name), at: build.path ?? "")
        session.console.text(outcome.text)
        guard outcome.errors.isEmpty else { throw CommandFailure(outcome.errors.joined(separator: "\n")) }
        return outcome.hasChanges
    }
}
