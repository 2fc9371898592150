/// The verbs that scripts may know and that are not built: each is refused by name instead of misunderstood.
enum UnbuiltCommand {
    /// The paths below the program's name, spelled in full.
    static let paths: [[String]] = [
        ["bootstrap"], ["build", "artifact"], ["create", "alert"], ["create", "alert-provider"],
        ["create", "helmrelease"], ["create", "image"], ["create", "receiver"], ["create", "tenant"],
        ["create", "secret", "githubapp"], ["create", "secret", "helm"], ["create", "secret", "notation"],
        ["create", "secret", "oci"], ["create", "secret", "receiver"],
        ["create", "source", "bucket"], ["create", "source", "chart"], ["create", "source", "helm"],
        ["create", "source", "oci"], ["debug"], ["delete", "image"], ["diff", "artifact"], ["export", "artifact"],
        ["export", "image"], ["list"], ["migrate"], ["plugin"], ["pull"], ["push"], ["reconcile", "image"],
        ["resume", "image"], ["suspend", "image"], ["tag"], ["tree", "artifact"], ["trigger"],
    ]

    private static let aliases = ["hr": "helmrelease", "helmreleases": "helmrelease", "ks": "kustomization"]

    /// - Throws: ``CommandFailure`` when `path` leads to a verb that is not built.
    static func refuse(_ path: [String], programName: String) throws {
        let path = path.map { aliases[$0] ?? $0 }
        guard let match = paths.first(where: { path.starts(with: $0) }) else { return }
        throw CommandFailure("\"\(programName) \(match.joined(separator: " "))\" is not built yet")
    }

    /// A line for the help of the command at `path`; empty when all below it is built.
    static func note(under path: [String]) -> String {
        let names = paths.filter { $0.count == path.count + 1 && $0.starts(with: path) }.compactMap(\.last)
        return names.isEmpty ? "" : "Not built yet: \(names.joined(separator: ", "))."
    }
}
