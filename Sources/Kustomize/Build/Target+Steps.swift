internal import DocumentModel

// Generators, transformers and validators.
extension Target {
    func addConfiguration(to accumulator: Accumulator) throws(KustomizeError) {
        let reader = ConfigurationReader(loader: loader)
        var custom = TransformerConfiguration()
        for path in file.configurations {
            do throws(KustomizeError) { custom = try custom.merging(try reader.configuration(path)) } catch {
                throw error.at(field: "configurations")
            }
        }
        try accumulator.add(try TransformerConfiguration.standard.merging(custom))
        for path in file.crds {
            do throws(KustomizeError) {
                try accumulator.add(try DefinitionConfiguration.read(try reader.definitions(path)))
            } catch {
                throw error.at(file: path, field: "crds")
            }
        }
    }

    func generate(into accumulator: Accumulator) throws(KustomizeError) {
        if let field = file.helmField { throw BuildContext.helmIsDisabled(field: field) }
        let generator = ObjectGenerator(loader: loader, scopes: context.scopes)
        for (rules, field) in [(file.configMaps, "configMapGenerator"), (file.secrets, "secretGenerator")] {
            for (index, rule) in rules.enumerated() {
                do throws(KustomizeError) {
                    let resource = try generator.resource(rule, options: rule.options(behind: file.generatorOptions))
                    resource.origin = origin?.builtIn(
                        rule.isSecret ? "SecretGenerator" : "ConfigMapGenerator", in: fileName)
                    try accumulator.list.absorb(resource)
                } catch { throw error.at(field: "\(field)[\(index)]") }
            }
        }
        for configuration in try plugins(file.generators, field: "generators") {
            guard case .generator(let generate) = try factory.plugin(configuration) else {
                throw KustomizeError(
                    .invalidField, "plugin \(configuration.currentID) is no generator", field: "generators")
            }
            for resource in try generate() {
                if origin != nil, resource.origin == nil {
                    resource.origin = configuration.origin?.plugin(configuration)
                }
                try accumulator.list.absorb(resource)
            }
        }
    }

    func transform(_ accumulator: Accumulator) throws(KustomizeError) {
        let steps = try TransformationFactory(loader: loader, context: context)
            .steps(file, accumulator.configuration)
        let configurations = try plugins(file.transformers, field: "transformers")
        let external = try configurations.map { configuration throws(KustomizeError) in
            (try transformer(configuration, field: "transformers"), configuration.origin?.plugin(configuration))
        }
        for (kind, step) in steps {
            try run([step], on: accumulator.list, origin: origin?.builtIn(kind, in: fileName))
        }
        for (transformations, origin) in external { try run(transformations, on: accumulator.list, origin: origin) }
    }

    func validate(_ accumulator: Accumulator) throws(KustomizeError) {
        for configuration in try plugins(file.validators, field: "validators") {
            let before = Self.states(accumulator.list)
            for step in try transformer(configuration, field: "validators") { try step.apply(to: accumulator.list) }
            guard before == Self.states(accumulator.list) else {
                throw KustomizeError(
                    .invalidField, "the validator \(configuration.currentID) may not modify objects",
                    field: "validators")
            }
        }
    }

    /// What a validator may change nothing of.
    private static func states(_ list: ResourceList) -> [[AnyHashable]] {
        list.resources.map { [Value.object($0.content).withoutBlanks, $0.previous] }
    }

    private var factory: PluginFactory { PluginFactory(loader: loader, context: context) }

    private func run(_ steps: [any Transformation], on list: ResourceList, origin: Origin?) throws(KustomizeError) {
        for step in steps { try step.apply(to: list) }
        if let origin {
            for resource in list.resources where !resource.isEmpty {
                resource.unshareAnnotations()
                if resource.origin == nil { resource.origin = origin } else { resource.transformations.append(origin) }
            }
        }
        list.dropEmpty()
    }

    private func transformer(_ configuration: Resource, field: String) throws(KustomizeError) -> [any Transformation] {
        do throws(KustomizeError) {
            if case .transformer(let steps) = try factory.plugin(configuration) { return steps }
        } catch { throw error.at(field: field) }
        throw KustomizeError(.invalidField, "plugin \(configuration.currentID) is no transformer", field: field)
    }

    /// The objects that configure plugins: each entry is such an object itself, a file or a kustomization with some.
    private func plugins(_ entries: [String], field: String) throws(KustomizeError) -> [Resource] {
        let accumulator = Accumulator(session: loader.session)
        var paths: [String] = []
        for entry in entries {
            guard let inline = try? context.manifests.resources(Array(entry.utf8)) else {
                paths.append(entry)
                continue
            }
            if let origin { for resource in inline { resource.origin = origin.appending(fileName) } }
            try accumulator.list.append(all: inline)
        }
        do throws(KustomizeError) { for path in paths { try addResource(path, to: accumulator) } } catch {
            throw error.at(field: field)
        }
        return accumulator.list.resources
    }
}
