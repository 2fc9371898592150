import FuzzSupport

/// Makes trees of kustomizations: one to three on top of each other, of pieces that make sense, then damaged a little.
struct TreeMaker {
    struct Tree {
        var texts: [String: String] = [:]
        var path = ""
    }

    private var random: SplitMix

    init(number: UInt64) { random = SplitMix(seed: number) }

    func tree() -> Tree {
        var maker = self
        return maker.make()
    }

    private mutating func make() -> Tree {
        var tree = Tree()
        let depth = 1 + random.below(3)
        for level in 0..<depth { add(level, to: &tree) }
        tree.path = "d\(depth - 1)"
        let rounds = random.once(in: 2) ? 0 : 1 + random.below(3)
        var mutator = TextMutator(random: random)
        for _ in 0..<rounds {
            let paths = tree.texts.keys.sorted()
            let path = mutator.random.pick(paths)
            tree.texts[path] = mutator.mutate(tree.texts[path] ?? "", among: paths.compactMap { tree.texts[$0] })
        }
        return tree
    }

    private mutating func add(_ level: Int, to tree: inout Tree) {
        let folder = "d\(level)"
        // Two objects of one name are refused, so few levels have the same.
        let count = level == 0 ? 4 + random.below(7) : random.once(in: 4) ? 1 : 0
        let resources = Array(Pieces.objects.shuffled(using: &random).prefix(count))
        tree.texts["\(folder)/all.yaml"] = resources.joined(separator: "\n---\n")
        tree.texts["\(folder)/patch.yaml"] = random.pick(Pieces.patches)
        tree.texts["\(folder)/file.txt"] = random.pick(["a=b\n", "# c\nA=1\nB\n", "\ttab\nx", "x: {y: 1}\n", ""])
        tree.texts["\(folder)/schema.json"] = Pieces.schema
        var parts =
            resources.isEmpty && level > 0
            ? ["resources: [../d\(level - 1)]"]
            : [
                "resources: [all.yaml\(level > 0 ? ", ../d\(level - 1)" : "")]"
            ]
        if level > 0, random.once(in: 6) {
            tree.texts["d\(level - 1)/kustomization.yaml"]?.append(
                "\nkind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n")
            parts = ["components: [../d\(level - 1)]", "resources: [all.yaml]"]
        }
        for _ in 0..<random.below(5) {
            parts.append(random.pick(random.once(in: 80) ? Pieces.rareFields : Pieces.fields))
        }
        if random.once(in: 3) {
            let target = random.pick(["", "  target: {kind: 'Dep.*|ConfigMap'}\n", "  target: {name: web}\n"])
            parts.append("patches:\n- patch: |\n" + indented(random.pick(Pieces.patches), 4) + "\n" + target)
        }
        tree.texts["\(folder)/kustomization.yaml"] = parts.joined(separator: "\n") + "\n"
    }

    private func indented(_ text: String, _ count: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
    }
}
