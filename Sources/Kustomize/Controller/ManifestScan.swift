internal import DocumentModel

/// Makes a kustomization of a folder without one: of the manifests in it and below, and of the kustomizations below.
struct ManifestScan {
    private static let depthLimit = 256

    let tree: any FileTree
    let session: BuildSession
    private var resources: [String] = []

    init(tree: any FileTree, session: BuildSession) {
        self.tree = tree
        self.session = session
    }

    /// The fields of the kustomization file of the folder `root`. A folder without manifests makes an empty build.
    mutating func kustomization(of root: String) throws(KustomizeError) -> Object {
        try scan(root, from: root, depth: 0)
        guard !resources.isEmpty else { return ["namespace": "_placeholder"] }
        return ["resources": .array(resources.map(Value.string))]
    }

    private mutating func scan(_ folder: String, from root: String, depth: Int) throws(KustomizeError) {
        guard depth <= Self.depthLimit else {
            throw KustomizeError(.limit, "folders nest deeper than \(Self.depthLimit) levels", file: folder)
        }
        for name in try session.names(in: folder) {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            let shown = Paths.relative(path, from: root)
            switch session.kind(of: path) {
            case .folder:
                if Kustomization.fileNames.contains(where: { session.kind(of: "\(path)/\($0)") == .file }) {
                    resources.append(shown)
                } else if session.resolve(path) == path {
                    try scan(path, from: root, depth: depth + 1)
                }
            case .file where name.hasSuffix(".yaml") || name.hasSuffix(".yml"):
                try check(path)
                resources.append(shown)
            case .file, nil: continue
            }
        }
    }

    private func check(_ path: String) throws(KustomizeError) {
        do {
            _ = try ManifestReader(schema: SchemaChoice()).resources(try session.read(path), file: path)
        } catch {
            var failure = error
            failure.message = "failed to decode Kubernetes YAML from \(path): \(error.message)"
            throw failure
        }
    }
}
