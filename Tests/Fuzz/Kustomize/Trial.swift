import DocumentModel
import KubernetesModel
import Kustomize

/// One build of one tree, and what must hold of it whatever the tree says.
struct Trial {
    enum Outcome {
        case built
        case refused(String)
        case broken(String)
    }

    let tree: (texts: [String: [UInt8]], path: String)

    init(tree: TreeMaker.Tree) {
        self.tree = (tree.texts.mapValues { Array($0.utf8) }, tree.path)
    }

    func run() -> Outcome {
        let files = MemoryTree(tree.texts)
        do {
            let result = try Kustomization.build(at: tree.path, in: files, options: Self.options)
            let values = result.objects.map(\.value)
            if let difference = Self.difference(values, readBackAs: .kubernetes) { return .broken(difference) }
            if let difference = Self.difference(values, readBackAs: .goYAML3) { return .broken(difference) }
            let again = try Kustomization.build(at: tree.path, in: files, options: Self.options)
            guard again.objects.map(\.value) == values, again.filesRead == result.filesRead else {
                return .broken("a second build gives something else")
            }
            guard result.filesRead.allSatisfy({ $0.isUnchanged(in: files) }) else {
                return .broken("a file that was read counts as changed")
            }
            return .built
        } catch {
            let text = error.description
            return text.isEmpty ? .broken("an error says nothing") : .refused(text)
        }
    }

    private static let options: BuildOptions = {
        var options = BuildOptions.kubectl
        options.limits.objects = 2_000
        options.limits.bytes = 8 << 20
        return options
    }()

    /// How the text of the result reads back as something else; nil when it does not.
    private static func difference(_ values: [Value], readBackAs dialect: YAML.Dialect) -> String? {
        let text = YAML.text(stream: values, .kubernetes)
        do {
            let back = try YAML.parse(text, YAML.ReadingOptions(dialect: dialect)).map(\.value)
            return values.isEmpty || back == values ? nil : "the result reads back as something else (\(dialect))"
        } catch { return "the result does not read back (\(dialect)): \(error)" }
    }
}
