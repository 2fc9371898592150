/// Which kinds are known to be cluster-scoped. Kinds nobody knows count as namespaced.
struct Scopes: Sendable {
    private struct Kind: Hashable {
        var apiVersion: String
        var kind: String
    }

    private static let builtIn: Set<Kind> = {
        var kinds: Set<Kind> = []
        for line in builtInClusterKinds.description.utf8.split(separator: 0x0A) {
            let parts = line.split(separator: 0x20)
            guard parts.count == 2 else { continue }
            kinds.insert(Kind(apiVersion: String(Substring(parts[0])), kind: String(Substring(parts[1]))))
        }
        return kinds
    }()

    private var additional: Set<Kind> = []

    init() {}

    /// Takes a kind for cluster-scoped, as a schema of the user's says.
    mutating func addClusterScoped(apiVersion: String, kind: String) {
        additional.insert(Kind(apiVersion: apiVersion, kind: kind))
    }

    func isClusterScoped(apiVersion: String, kind: String) -> Bool {
        let kind = Kind(apiVersion: apiVersion, kind: kind)
        return Self.builtIn.contains(kind) || !additional.isEmpty && additional.contains(kind)
    }
}
