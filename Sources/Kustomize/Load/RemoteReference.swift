/// References to other machines.
enum RemoteReference {
    /// Whether a path of a kustomization names a URL or a git repository rather than a file of the tree.
    static func isRemote(_ path: String) -> Bool {
        let lower = path.lowercased()
        let prefixes = [
            "git::", "gh:", "git@", "ssh://", "https://", "http://", "file://", "github.com/", "github.com:",
            "org-",
        ]
        if prefixes.dropLast().contains(where: lower.hasPrefix) { return true }
        if lower.hasPrefix("org-"), lower.contains("@github.com:") { return true }
        return lower.contains("://")
    }
}
