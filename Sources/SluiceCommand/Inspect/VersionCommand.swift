internal import ArgumentParser
internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import ToolkitAPI

/// `version`
struct VersionCommand: AsyncParsableCommand, Sendable {
    static var configuration: CommandConfiguration {
        .command(
            "version", "Print the versions of this tool and of the controllers.",
            examples: [("Print the version of this tool alone", "version --client")])
    }

    @Flag(help: "Print the version of this tool alone.") var client = false
    @Option(name: .shortAndLong, help: ArgumentHelp("yaml or json.", valueName: "format")) var output = "yaml"
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    mutating func run() async throws {
        guard ["yaml", "json"].contains(output) else {
            throw CommandFailure("--output must be json or yaml, not \(output)")
        }
        var versions: Object = ["flux": .string("v\(SluiceVersion.current)")]
        if !client { try await addControllers(to: &versions, in: try await global.session()) }
        let console = ToolEnvironment.current.console
        if output == "json" {
            console.line(JSON.text(.object(versions), JSON.WritingOptions(indent: 2, sortsKeys: true)))
        } else {
            console.text(YAML.text(.object(versions)))
        }
    }

    private func addControllers(to versions: inout Object, in session: Session) async throws {
        if let information = try await ClusterInformation.read(from: session.cluster),
            !information.distribution.isEmpty
        {
            versions["distribution"] = .string(information.distribution)
        }
        let options = ListOptions(namespace: session.namespace, labelSelector: "\(LabelName.partOf)=flux")
        let deployments = try await session.cluster.list(.deployment, options).items
        if deployments.isEmpty, try await session.runsOnThisMachine { return }
        guard !deployments.isEmpty else {
            throw CommandFailure("no deployments found in \(session.namespace) namespace")
        }
        var found: [String: String] = [:]
        for image in deployments.flatMap(\.images) {
            let (name, tag) = try ImageName.split(image)
            found[name] = tag
        }
        for name in found.keys.sorted() { versions[name] = found[name].map(Value.string) }
    }
}

/// The name of a container image.
enum ImageName {
    /// The last name of the repository, and the tag with a digest behind it if there is one.
    static func split(_ image: String) throws -> (name: String, tag: String) {
        let last = image.split(separator: "/").last.map(String.init) ?? image
        guard let colon = last.firstIndex(of: ":") else { throw CommandFailure("missing image tag in image \(image)") }
        let name = last[..<colon].split(separator: "@").first.map(String.init) ?? ""
        return (name, String(last[last.index(after: colon)...]))
    }
}

extension KubernetesObject {
    /// The images of a workload's containers.
    var images: [String] {
        (value.at("spec", "template", "spec", "containers")?.array ?? []).compactMap { $0["image"]?.string }
    }
}
