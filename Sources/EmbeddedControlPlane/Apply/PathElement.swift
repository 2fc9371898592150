internal import DocumentModel

/// One step of the path to a field: a field's name, or what tells an element of a list apart.
enum PathElement: Hashable, Sendable {
    /// A field of an object.
    case field(String)
    /// An element of a list told apart by keys: their names and values in byte order of the names.
    case keys([KeyField])
    /// An element of a set.
    case value(Value)
    /// An element by its place.
    case index(Int)

    /// A key of a list element.
    struct KeyField: Hashable, Sendable {
        var name: String
        var value: Value
    }
}

extension PathElement: Comparable {
    /// Fields, then elements by keys, by value, by place.
    static func < (left: PathElement, right: PathElement) -> Bool {
        switch (left, right) {
        case (.field(let a), .field(let b)): a < b
        case (.index(let a), .index(let b)): a < b
        case (.keys, .keys), (.value, .value): left.encoded < right.encoded
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .field: 0
        case .keys: 1
        case .value: 2
        case .index: 3
        }
    }
}

extension PathElement {
    /// As a key of `fieldsV1`: `f:name`, `k:{…}`, `v:…`, `i:…`.
    var encoded: String {
        switch self {
        case .field(let name): return "f:" + name
        case .keys(let fields):
            let object = Object(fields.map { (key: $0.name, value: $0.value) })
            return "k:" + JSON.text(.object(object), .init(sortsKeys: true))
        case .value(let value): return "v:" + JSON.text(value, .init(sortsKeys: true))
        case .index(let index): return "i:\(index)"
        }
    }

    /// Reads a key of `fieldsV1`; nil for what is none.
    init?(encoded: String) {
        let rest = String(encoded.dropFirst(2))
        switch encoded.prefix(2) {
        case "f:": self = .field(rest)
        case "v:":
            guard let value = try? JSON.parse(rest) else { return nil }
            self = .value(value)
        case "k:":
            guard let object = (try? JSON.parse(rest))?.object else { return nil }
            self = .keys(object.map { KeyField(name: $0.key, value: $0.value) }.sorted { $0.name < $1.name })
        case "i:":
            guard let index = Int(rest) else { return nil }
            self = .index(index)
        default: return nil
        }
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .object(let object): object.sorted().map { "\($0.key)=\(text($0.value))" }.joined()
        case .array(let items): "[" + items.map(text).joined(separator: ",") + "]"
        default: JSON.text(value)
        }
    }

    /// As messages write it: `.name`, `[port=80,protocol="TCP"]`, `[="x"]`, `[3]`.
    var text: String {
        switch self {
        case .field(let name): ".\(name)"
        case .keys(let fields): "[" + fields.map { "\($0.name)=\(Self.text($0.value))" }.joined(separator: ",") + "]"
        case .value(let value): "[=\(JSON.text(value))]"
        case .index(let index): "[\(index)]"
        }
    }
}
