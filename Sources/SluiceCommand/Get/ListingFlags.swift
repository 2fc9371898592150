internal import ArgumentParser

/// The flags of everything below `get`.
struct ListingFlags: ParsableArguments, Sendable {
    @Flag(name: [.customShort("A"), .long], help: "List the objects of all namespaces.")
    var allNamespaces = false
    @Flag(help: "Leave the header out.")
    var noHeader = false
    @Flag(name: .shortAndLong, help: "After listing, print what changes.")
    var watch = false
    @Option(
        name: [.customShort("l"), .long],
        help: ArgumentHelp("List objects with these labels only.", valueName: "selector"))
    var labelSelector = ""
    @Option(
        help: ArgumentHelp(
            "List objects by a condition only, such as ready=false or ready!=true.", valueName: "type=status"))
    var statusSelector: String?
}
