internal import Cryptography
internal import DocumentModel

extension KustomizationOverlay {
    /// `tree` with the kustomization file of the folder `path` generated where missing, and this overlay merged in.
    ///
    /// Pure: the tree below stays as it is. Build the result at the same path with ``BuildOptions/controller``.
    /// The files looked at for generating are part of what the build depends on; see ``PreparedTree/filesRead``.
    public func prepare(_ tree: some FileTree, at path: String) throws(KustomizeError) -> PreparedTree {
        let session = BuildSession(tree: tree, options: .controller)
        guard let root = tree.resolve(path), tree.kind(of: root) == .folder else {
            throw KustomizeError(.notFound, "kustomization path not found: \(path)", file: path)
        }
        let existing = Kustomization.fileNames.first { session.kind(of: Self.join(root, $0)) == .file }
        let file = Self.join(root, existing ?? "kustomization.yaml")
        var fields: Object
        if existing != nil {
            fields = try Self.read(file, session)
            if fields["resources"]?.array?.isEmpty != false { fields["buildMetadata"] = ["originAnnotations"] }
        } else {
            var scan = ManifestScan(tree: tree, session: session)
            fields = try scan.kustomization(of: root)
        }
        try merge(into: &fields, tree, root)
        let overlay = OverlayTree(tree, files: [file: YAML.write(.object(fields))])
        return PreparedTree(tree: overlay, filesRead: session.filesRead)
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : "\(folder)/\(name)"
    }

    private static func read(_ file: String, _ session: BuildSession) throws(KustomizeError) -> Object {
        let bytes = try session.read(file)
        let value: Value
        do throws(DocumentError) {
            value = try YAML.parseFirst(bytes, YAML.ReadingOptions(refusesDuplicateKeys: false, file: file))
        } catch {
            throw KustomizeError(.malformed, "invalid Kustomization: \(error.message)", file: file, line: error.line)
        }
        if value.isNull { return [:] }
        guard let object = value.object else {
            throw KustomizeError(
                .malformed, "invalid Kustomization: it must be a mapping, not \(value.shape)", file: file)
        }
        return object
    }

    private func merge(into fields: inout Object, _ tree: some FileTree, _ root: String) throws(KustomizeError) {
        if fields["apiVersion"] == nil { fields["apiVersion"] = "kustomize.config.k8s.io/v1beta1" }
        if fields["kind"] == nil { fields["kind"] = "Kustomization" }
        if let targetNamespace, !targetNamespace.isEmpty { fields["namespace"] = .string(targetNamespace) }
        if let namePrefix, !namePrefix.isEmpty { fields["namePrefix"] = .string(namePrefix) }
        if let nameSuffix, !nameSuffix.isEmpty { fields["nameSuffix"] = .string(nameSuffix) }
        if !patches.isEmpty { fields["patches"] = .array((fields["patches"]?.array ?? []) + patches) }
        let components = try usableComponents(tree, root)
        if !components.isEmpty {
            fields["components"] = .array((fields["components"]?.array ?? []) + components.map(Value.string))
        }
        if !images.isEmpty { fields["images"] = .array(mergedImages(fields["images"]?.array ?? [])) }
        if !buildMetadata.isEmpty { fields["buildMetadata"] = .array(buildMetadata.map(Value.string)) }
    }

    private func usableComponents(_ tree: some FileTree, _ root: String) throws(KustomizeError) -> [String] {
        var result: [String] = []
        for component in components {
            guard !Self.isRemote(component) else {
                throw KustomizeError(.remoteRefused, "component path '\(component)' must be local and relative")
            }
            if ignoresMissingComponents {
                guard let place = Paths.join(root, component), tree.kind(of: place) != nil else { continue }
            }
            result.append(component)
        }
        return result
    }

    private static func isRemote(_ path: String) -> Bool {
        let lower = path.lowercased()
        let prefixes = [
            "git::", "gh:", "ssh://", "https://", "http://", "git@", "github.com:", "github.com/", "/", "file:///",
        ]
        return prefixes.contains(where: lower.hasPrefix)
    }

    /// Entries of the same name change those of the file; tag and digest are one unit.
    private func mergedImages(_ existing: [Value]) -> [Value] {
        var result = existing
        for image in images {
            guard let index = result.firstIndex(where: { $0["name"]?.text == image["name"]?.text }) else {
                result.append(image)
                continue
            }
            if let name = image["newName"], !name.text.isEmpty { result[index]["newName"] = name }
            let (tag, digest) = (image["newTag"]?.text ?? "", image["digest"]?.text ?? "")
            guard !tag.isEmpty || !digest.isEmpty else { continue }
            result[index]["newTag"] = tag.isEmpty ? nil : .string(tag)
            result[index]["digest"] = digest.isEmpty ? nil : .string(digest)
        }
        return result
    }
}
