internal import ArgumentParser

/// `get KIND [NAME]` for one kind.
struct GetKindCommand<Of: KindMarker>: ClusterCommand {
    static var configuration: CommandConfiguration {
        let kind = Of.kind
        let path = "get \(GetPath.prefix(of: kind))\(kind.listName)"
        return .command(
            kind.listName, aliases: kind.listAliases, "List \(kind.kind) objects and their status.",
            examples: [
                ("List the objects of one namespace", "\(path) -n apps"),
                ("List those that are not ready, in all namespaces", "\(path) -A --status-selector ready=false"),
                ("Show one object and print it again whenever it changes", "\(path) NAME --watch"),
            ])
    }

    @Argument(
        help: "The name of one object.",
        completion: .custom(Completions.objects(of: Of.kind.groupVersionKind)))
    var name: String?
    @OptionGroup var listing: ListingFlags
    @Flag(help: ArgumentHelp("Show the source in a column of its own.", visibility: showSourceVisibility))
    var showSource = false
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    private static var showSourceVisibility: ArgumentVisibility {
        GetPath.sourceColumn(of: Of.kind) == nil ? .private : .default
    }

    var endsWithTimeout: Bool { listing.watch }

    func check() throws {
        if showSource, GetPath.sourceColumn(of: Of.kind) == nil {
            throw CommandFailure("--show-source is for kustomizations and helmreleases")
        }
    }

    func run(in session: Session) async throws {
        var listing = Listing(flags: listing, name: name)
        if showSource, let column = GetPath.sourceColumn(of: Of.kind) { listing.extraColumns = [column] }
        try await listing.run(Of.kind, in: session)
    }
}

/// Where a kind stands below `get`.
enum GetPath {
    static func prefix(of kind: ToolkitKind) -> String {
        if kind.human.hasPrefix("source ") { return "sources " }
        if kind.human.hasPrefix("image ") { return "images " }
        return kind.human.hasPrefix("artifact ") ? "artifacts " : ""
    }

    /// The column of `--show-source`; nil for kinds without a source.
    static func sourceColumn(of kind: ToolkitKind) -> Column? {
        switch kind.kind {
        case "Kustomization": Column("Source") { $0.sourceText(at: "spec", "sourceRef") ?? "" }
        case "HelmRelease":
            Column("Source") { object in
                object.sourceText(at: "spec", "chartRef")
                    ?? object.sourceText(at: "spec", "chart", "spec", "sourceRef") ?? ""
            }
        default: nil
        }
    }
}

/// `get all`
struct GetAllCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            "all", "List all objects and their status.",
            examples: [
                ("List everything in one namespace", "get all -n apps"), ("List everything", "get all -A"),
            ])
    }

    @OptionGroup var listing: ListingFlags
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func run(in session: Session) async throws {
        try await Listing(flags: listing).run(all: ToolkitKind.all, "all", in: session)
    }
}

/// `get sources all`
struct GetSourcesAllCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command("all", "List the sources of all kinds.", examples: [("List all sources", "get sources all -A")])
    }

    @OptionGroup var listing: ListingFlags
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func run(in session: Session) async throws {
        try await Listing(flags: listing).run(all: ToolkitKind.sources, "all", in: session)
    }
}

/// `get images all`
struct GetImagesAllCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command("all", "List all image automation objects.", examples: [("List them", "get images all -A")])
    }

    @OptionGroup var listing: ListingFlags
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func run(in session: Session) async throws {
        try await Listing(flags: listing).run(all: ToolkitKind.images, "all", in: session)
    }
}
