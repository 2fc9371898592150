internal import DocumentModel

/// One kustomization of a build: its file, and what comes of it.
struct Target {
    let loader: Loader
    let file: KustomizationFile
    /// The name of the kustomization file.
    let fileName: String
    let context: BuildContext
    /// Where this kustomization is, when origins are tracked.
    var origin: Origin?

    init(_ loader: Loader, context: BuildContext, origin: Origin?) throws(KustomizeError) {
        self.loader = loader
        self.context = context
        self.origin = origin
        (file, fileName) = try Self.read(loader)
        loader.session.warn(file.warnings)
    }

    /// Reads the kustomization file in the folder of a loader.
    static func read(_ loader: Loader) throws(KustomizeError) -> (KustomizationFile, String) {
        try loader.session.countKustomization(depth: loader.depth, at: loader.root)
        var names: [String] = []
        for name in Kustomization.fileNames where try loader.kind(of: name) == .file { names.append(name) }
        guard let name = names.first else {
            throw KustomizeError(
                .notFound, "unable to find one of \(Kustomization.fileNames.joined(separator: ", "))", file: loader.root
            )
        }
        guard names.count == 1 else {
            throw KustomizeError(
                .duplicate, "found multiple kustomization files: \(names.joined(separator: ", "))", file: loader.root)
        }
        let place = loader.root.isEmpty ? name : "\(loader.root)/\(name)"
        let bytes = try loader.load(name)
        let value: Value
        do throws(DocumentError) {
            value = try YAML.parseFirst(bytes, YAML.ReadingOptions(refusesDuplicateKeys: false, file: place))
        } catch {
            throw KustomizeError(.malformed, "invalid Kustomization: \(error.message)", file: place, line: error.line)
        }
        do throws(KustomizeError) {
            let isLenient = loader.depth == 1 && loader.session.options.ignoresUnknownRootFields
            return (try KustomizationFile(value, isLenient ? .plugin : .kustomization), name)
        } catch { throw error.at(file: place) }
    }

    /// The path of the kustomization file, for messages.
    var place: String { loader.root.isEmpty ? fileName : "\(loader.root)/\(fileName)" }

    /// Adds all that this kustomization makes to `accumulator`, and changes what is there then.
    func accumulate(into accumulator: Accumulator) throws(KustomizeError) {
        do throws(KustomizeError) {
            for path in file.resources { try addResource(path, to: accumulator) }
            try addConfiguration(to: accumulator)
            try generate(into: accumulator)
            for path in file.components { try addComponent(path, to: accumulator) }
            try transform(accumulator)
            try validate(accumulator)
            try accumulator.add(file.variables)
        } catch { throw error.at(file: place) }
    }
}

// Resources and components.
extension Target {
    func addResource(_ path: String, to accumulator: Accumulator) throws(KustomizeError) {
        do throws(KustomizeError) {
            switch try loader.kind(of: path) {
            case .folder:
                let below = Accumulator(session: loader.session)
                try target(path, isComponent: false).accumulate(into: below)
                try accumulator.merge(below)
            case .file, nil:
                let file = try loader.locate(path)
                let resources = try context.manifests.resources(try loader.load(path), file: file)
                if let origin { for resource in resources { resource.origin = origin.appending(path) } }
                do throws(KustomizeError) { try accumulator.list.append(all: resources) } catch {
                    throw error.at(file: file)
                }
            }
        } catch { throw error.at(field: "resources") }
    }

    private func addComponent(_ path: String, to accumulator: Accumulator) throws(KustomizeError) {
        do throws(KustomizeError) { try target(path, isComponent: true).accumulate(into: accumulator) } catch {
            throw error.at(field: "components")
        }
    }

    private func target(_ path: String, isComponent: Bool) throws(KustomizeError) -> Target {
        let target = try Target(try loader.entering(path), context: context, origin: origin?.appending(path))
        do throws(KustomizeError) { try context.schema.adopt(target.file.openAPI, target.loader) } catch {
            throw error.at(file: target.place)
        }
        guard (target.file.kind == .component) == isComponent else {
            throw KustomizeError(
                .invalidField, isComponent ? "expected kind 'Component'" : "expected kind != 'Component'",
                file: target.place, field: "kind")
        }
        return target
    }
}
