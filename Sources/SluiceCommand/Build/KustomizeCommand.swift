internal import ArgumentParser
internal import DocumentModel
internal import KubernetesModel
internal import Kustomize
internal import Platform

/// `kustomize`: the engine alone.
struct KustomizeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "kustomize", "Work with kustomizations, without any cluster.",
            examples: [("Render a directory", "kustomize build ./overlays/staging")],
            subcommands: [KustomizeBuildCommand.self])
    }
}

/// `kustomize build [DIR]`
struct KustomizeBuildCommand: AsyncParsableCommand, Sendable {
    static var configuration: CommandConfiguration {
        .command(
            "build", "Render a kustomization.", "Prints the objects as `kustomize build` does. Local paths only.",
            examples: [
                ("Render a directory", "kustomize build ./overlays/staging"),
                ("Write one file for each object", "kustomize build ./overlays/staging --output ./rendered"),
                (
                    "Let it read files outside its directory",
                    "kustomize build ./overlays/staging --load-restrictor LoadRestrictionsNone"
                ),
            ])
    }

    enum Restrictor: String, ExpressibleByArgument, CaseIterable, Sendable {
        case rootOnly = "LoadRestrictionsRootOnly"
        case none = "LoadRestrictionsNone"
    }

    enum Reorder: String, ExpressibleByArgument, CaseIterable, Sendable {
        case legacy, none
    }

    @Argument(help: "The directory with the kustomization.", completion: .directory) var directory = "."
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Where to write: a file, or a directory that is there.", valueName: "path"),
        completion: .file())
    var output: String?
    @Option(help: ArgumentHelp("What files may be read.", valueName: "name")) var loadRestrictor = Restrictor.rootOnly
    @Flag(help: "Render Helm charts.") var enableHelm = false
    @Option(help: ArgumentHelp("The order of the objects: legacy or none.", valueName: "name"))
    var reorder = Reorder.legacy

    mutating func run() async throws {
        guard !enableHelm else {
            throw CommandFailure("--enable-helm: rendering Helm charts is not built yet")
        }
        let options = BuildOptions(
            loadRestrictor: loadRestrictor == .rootOnly ? .rootOnly : .none,
            reorder: reorder == .legacy ? .legacy : .none)
        let directory = directory
        let result = try await BlockingPool.shared.run {
            let place = try LocalFolder(directory)
            return try Kustomization.build(at: place.path, in: place.tree, options: options)
        }
        let console = ToolEnvironment.current.console
        for warning in result.warnings { console.note("# Warning: \(warning)") }
        guard let output else { return console.text(RenderedObjects.stream(result.objects)) }
        try await BlockingPool.shared.run { try RenderedObjects.write(result.objects, to: output) }
    }
}

/// A folder on disk, seen from the root of the file system, so that a kustomization may refer to folders beside it.
struct LocalFolder: Sendable {
    let tree: DirectoryTree
    /// The folder in ``tree``.
    let path: String

    /// - Parameter root: what may be read; the whole file system unless given.
    init(_ folder: String, root: String = "/") throws {
        let real = try Self.realPath(folder)
        let realRoot = try Self.realPath(root)
        let isBelow = realRoot == "/" || real == realRoot || real.hasPrefix(realRoot + "/")
        guard isBelow else {
            throw CommandFailure("\"\(folder)\" is outside \"\(root)\", beyond which nothing is read")
        }
        tree = try DirectoryTree(realRoot)
        path = String(real.dropFirst(realRoot.utf8.count).drop { $0 == "/" })
    }

    private static func realPath(_ path: String) throws -> String {
        guard let status = try FileSystem.status(path), status.kind == .directory else {
            throw CommandFailure("there is no directory \"\(path)\"")
        }
        return try WorkingDirectory.realPath(path)
    }
}

/// Rendered objects as text.
enum RenderedObjects {
    /// A stream, with `---` between the documents.
    static func stream(_ objects: [KubernetesObject]) -> String {
        YAML.text(stream: objects.map(\.value), .kubernetes)
    }

    /// Writes the stream to a file, or one file for each object to a directory that is there.
    static func write(_ objects: [KubernetesObject], to path: String) throws {
        guard let status = try FileSystem.status(path), status.kind == .directory else {
            return try FileSystem.writeAtomically(Array(stream(objects).utf8), to: path, mode: 0o644)
        }
        for (object, name) in zip(objects, ObjectFiles.names(for: objects)) {
            try FileSystem.writeAtomically(YAML.write(object.value, .kubernetes), to: "\(path)/\(name)", mode: 0o644)
        }
    }
}
