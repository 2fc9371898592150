internal import ArgumentParser
internal import KubernetesModel

/// `build`
struct BuildCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "build", "Render what controllers would apply.", UnbuiltCommand.note(under: ["build"]),
            examples: [("Render a Kustomization from a working copy", "build kustomization apps --path ./apps")],
            subcommands: [BuildKustomizationCommand.self])
    }
}

/// The flags `build` and `diff` share.
struct LocalBuildFlags: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The directory that spec.path stands for.", valueName: "dir"), completion: .directory)
    var path: String?
    @Option(
        help: ArgumentHelp("A file with the Kustomization, in place of the one in the cluster.", valueName: "file"),
        completion: .file())
    var kustomizationFile: String?
    @Option(help: ArgumentHelp("Patterns to leave out, in gitignore syntax.", valueName: "patterns"))
    var ignorePaths: [String] = []
    @Flag(help: "Fail on a variable with neither value nor default.") var strictSubstitute = false
    @Flag(name: .shortAndLong, help: "Build the Kustomizations found in the output as well.") var recursive = false
    @Option(
        help: ArgumentHelp(
            "Where the sources of those are: Kind/namespace/name=path, with commas.", valueName: "list"))
    var localSources: [String] = []
    @Flag(help: "Confine reads to the current directory. Nothing is ever written to the directory.")
    var inMemoryBuild = false

    /// - Parameter pathExitCode: the exit code for a wrong path.
    func check(pathExitCode: Int32 = 1) throws {
        guard let path, !path.isEmpty else {
            throw CommandFailure(
                "invalid resource path \"\(path ?? "")\"; name a directory with --path", exitCode: pathExitCode)
        }
        guard (try? WorkingDirectory.realPath(path)) != nil else {
            throw CommandFailure("invalid resource path \"\(path)\"", exitCode: pathExitCode)
        }
        if let kustomizationFile, (try? WorkingDirectory.realPath(kustomizationFile)) == nil {
            throw CommandFailure("invalid kustomization file \"\(kustomizationFile)\"")
        }
        _ = try sources
    }

    /// The folders of sources, by `Kind/namespace/name`.
    var sources: [String: String] {
        get throws {
            var sources: [String: String] = [:]
            for pair in localSources.splittingAtCommas() {
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else {
                    throw CommandFailure("--local-sources \"\(pair)\" must have the form Kind/namespace/name=path")
                }
                sources[parts[0]] = parts[1]
            }
            return sources
        }
    }
}

/// `build kustomization NAME --path DIR`
struct BuildKustomizationCommand: AsyncParsableCommand, Sendable {
    static var configuration: CommandConfiguration {
        .command(
            "kustomization", aliases: ["ks"], "Render what a Kustomization would apply, from a local directory.",
            "Values that SOPS encrypted are masked, for nothing is decrypted here.",
            examples: [
                ("Render with the Kustomization in the cluster", "build kustomization apps --path ./apps"),
                (
                    "Render without a cluster",
                    "build kustomization apps --path ./apps --kustomization-file ./apps.yaml --dry-run"
                ),
                (
                    "Render what it applies and what that applies",
                    """
                    build kustomization platform --path ./clusters/prod --recursive \\
                      --local-sources GitRepository/flux-system/platform=./
                    """
                ),
            ])
    }

    @Argument(
        help: "The name of the Kustomization.", completion: .custom(Completions.objects(of: .kustomization)))
    var name: String
    @OptionGroup var build: LocalBuildFlags
    @Flag(help: "Ask the cluster nothing; variables from ConfigMaps and Secrets stay unknown.") var dryRun = false
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    mutating func run() async throws {
        try build.check()
        guard !dryRun || build.kustomizationFile != nil else {
            throw CommandFailure("dry-run mode requires a kustomization file")
        }
        let session = dryRun ? nil : try await global.session()
        let builder = LocalBuild(
            flags: build, session: session, namespace: try session?.namespace ?? global.namespace(),
            allowsMissing: false)
        let objects = try await builder.objects(of: try await builder.kustomization(name), at: build.path ?? "")
        let console = ToolEnvironment.current.console
        console.text(RenderedObjects.stream(objects))
    }
}
