/// How the lists of known kinds merge: by which keys, or not at all.
final class MergeSchema: Sendable {
    /// What is known of one type.
    struct Node: Sendable {
        /// The nodes of its fields.
        var fields: [String: Int] = [:]
        /// The node of the values of a map.
        var values: Int?
        /// The node of the elements of a list.
        var elements: Int?
        /// For a list that merges, the fields that identify an element; none where elements are single values.
        var mergeKeys: [String]?
    }

    /// The name of a kind.
    struct Kind: Hashable, Sendable {
        var apiVersion: String
        var kind: String
    }

    let nodes: [Node]
    let kinds: [Kind: Int]
    /// The nodes of types by the names of their definitions.
    let definitions: [String: Int]

    init(nodes: [Node], kinds: [Kind: Int], definitions: [String: Int] = [:]) {
        self.nodes = nodes
        self.kinds = kinds
        self.definitions = definitions
    }

    /// The schema of the kinds of Kubernetes 1.21, which is the one kustomize carries.
    static let builtIn = MergeSchema(table: builtInMergeTable)

    /// The node of a kind; nil when it is not known.
    func node(apiVersion: String, kind: String) -> Int? { kinds[Kind(apiVersion: apiVersion, kind: kind)] }

    func field(_ name: String, of node: Int) -> Int? { nodes[node].fields[name] ?? nodes[node].values }

    func elements(of node: Int) -> Int? { nodes[node].elements }

    /// The fields that identify an element of a list that merges; nil for other lists.
    func mergeKeys(of node: Int) -> [String]? { nodes[node].mergeKeys }
}

extension MergeSchema {
    /// Reads the built-in table. A line `N` is a node: `~a,b` its merge keys, `[]=1` its elements, `*=2` the values of
    /// a map, `name=3` a field. A line `K` is a kind: apiVersion, kind, node. A line `D` is a type: name, node.
    private convenience init(table: StaticString) {
        var nodes: [Node] = []
        var kinds: [Kind: Int] = [:]
        var definitions: [String: Int] = [:]
        let bytes = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
        for line in bytes.split(separator: 0x0A) {
            let words = line.split(separator: 0x20)
            if line.first == UInt8(ascii: "N") {
                nodes.append(Self.node(words.dropFirst()))
            } else if words.count == 3, let node = Self.number(words[2]) {
                definitions[Self.text(words[1])] = node
            } else if words.count == 4, let node = Self.number(words[3]) {
                kinds[Kind(apiVersion: Self.text(words[1]), kind: Self.text(words[2]))] = node
            }
        }
        let count = nodes.count
        self.init(
            nodes: nodes, kinds: kinds.filter { $0.value < count },
            definitions: definitions.filter { $0.value < count })
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    private static func node(_ words: some Sequence<Bytes>) -> Node {
        var node = Node()
        for word in words {
            if word.first == UInt8(ascii: "~") {
                node.mergeKeys = word.dropFirst().split(separator: UInt8(ascii: ",")).map(text)
                continue
            }
            guard let equals = word.lastIndex(of: UInt8(ascii: "=")), let number = number(word[(equals + 1)...]) else {
                continue
            }
            switch text(word[..<equals]) {
            case "[]": node.elements = number
            case "*": node.values = number
            case let name: node.fields[name] = number
            }
        }
        return node
    }

    private static func text(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func number(_ bytes: Bytes) -> Int? {
        var result = 0
        for byte in bytes {
            guard byte &- 0x30 < 10, result < 1_000_000 else { return nil }
            result = result * 10 + Int(byte &- 0x30)
        }
        return bytes.isEmpty ? nil : result
    }
}
