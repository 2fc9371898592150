internal import OrderedCollections

/// Where an object keeps its fields. Either case is one pointer, which keeps ``Value`` small.
enum ObjectStorage: Sendable {
    /// Few fields, as nearly all objects have: one array, searched from the front.
    case few([ObjectField])
    /// Many fields, such as a ConfigMap of a thousand files: with a hash table, so that no input makes us quadratic.
    case many(ManyFields)

    /// Above this many fields a hash table pays for itself.
    static let limit = 16
}

/// One field of an object.
struct ObjectField: Sendable {
    var key: String
    var value: Value
}

/// Fields with a hash table, behind a reference that ``ObjectStorage`` copies before it changes a shared one.
///
/// `@unchecked`: only a uniquely referenced instance is ever written to.
final class ManyFields: @unchecked Sendable {  // guarded by copy on write in ObjectStorage
    var fields: OrderedDictionary<String, Value>

    init(_ fields: OrderedDictionary<String, Value>) { self.fields = fields }
}

extension ObjectStorage {
    init(minimumCapacity: Int) {
        if minimumCapacity > Self.limit {
            self = .many(ManyFields(OrderedDictionary(minimumCapacity: minimumCapacity)))
        } else {
            var fields: [ObjectField] = []
            fields.reserveCapacity(minimumCapacity)
            self = .few(fields)
        }
    }

    var count: Int {
        switch self {
        case .few(let fields): fields.count
        case .many(let many): many.fields.count
        }
    }

    var keys: [String] {
        switch self {
        case .few(let fields): fields.map(\.key)
        case .many(let many): Array(many.fields.keys)
        }
    }

    /// The field at `index` in order.
    subscript(index: Int) -> (key: String, value: Value) {
        switch self {
        case .few(let fields): (fields[index].key, fields[index].value)
        case .many(let many): (many.fields.elements[index].key, many.fields.elements[index].value)
        }
    }

    func value(of key: String) -> Value? {
        switch self {
        case .few(let fields):
            for field in fields where field.key == key { return field.value }
            return nil
        case .many(let many): return many.fields[key]
        }
    }

    /// Sets a field and returns what it held; a new one goes to `index`, or to the end.
    mutating func update(_ key: String, to value: Value, insertingAt index: Int? = nil) -> Value? {
        guard case .few(var fields) = self else {
            return withMany { many in
                guard let index, many[key] == nil else { return many.updateValue(value, forKey: key) }
                many.updateValue(value, forKey: key, insertingAt: min(max(index, 0), many.count))
                return nil
            }
        }
        self = .few([])
        defer { self = fields.count > Self.limit ? .many(Self.hashed(fields)) : .few(fields) }
        for position in fields.indices where fields[position].key == key {
            let old = fields[position].value
            fields[position].value = value
            return old
        }
        fields.insert(ObjectField(key: key, value: value), at: min(max(index ?? fields.count, 0), fields.count))
        return nil
    }

    mutating func remove(_ key: String) -> Value? {
        guard case .few(var fields) = self else { return withMany { $0.removeValue(forKey: key) } }
        guard let position = fields.firstIndex(where: { $0.key == key }) else { return nil }
        self = .few([])
        defer { self = .few(fields) }
        return fields.remove(at: position).value
    }

    /// Changes the value of a field in place; a missing one starts as `value`.
    mutating func modify<Output>(
        _ key: String, default value: @autoclosure () -> Value, _ change: (inout Value) -> Output
    ) -> Output {
        guard case .few(var fields) = self else { return withMany { change(&$0[key, default: value()]) } }
        self = .few([])
        defer { self = fields.count > Self.limit ? .many(Self.hashed(fields)) : .few(fields) }
        if let position = fields.firstIndex(where: { $0.key == key }) { return change(&fields[position].value) }
        fields.append(ObjectField(key: key, value: value()))
        return change(&fields[fields.count - 1].value)
    }

    mutating func sort(by precedes: (String, String) -> Bool) {
        guard case .few(var fields) = self else {
            return withMany { $0.sort { precedes($0.key, $1.key) } }
        }
        self = .few([])
        fields.sort { precedes($0.key, $1.key) }
        self = .few(fields)
    }

    func mapValues(_ transform: (Value) throws -> Value) rethrows -> ObjectStorage {
        switch self {
        case .few(let fields):
            .few(try fields.map { ObjectField(key: $0.key, value: try transform($0.value)) })
        case .many(let many): .many(ManyFields(try many.fields.mapValues(transform)))
        }
    }

    private static func hashed(_ fields: [ObjectField]) -> ManyFields {
        ManyFields(OrderedDictionary(uniqueKeysWithValues: fields.lazy.map { ($0.key, $0.value) }))
    }

    /// The fields of the case ``many(_:)``, copied first when somebody else holds them, too.
    private mutating func withMany<Output>(_ body: (inout OrderedDictionary<String, Value>) -> Output) -> Output {
        guard case .many(var many) = self else { preconditionFailure("only called for many fields") }
        self = .few([])
        if !isKnownUniquelyReferenced(&many) { many = ManyFields(many.fields) }
        defer { self = .many(many) }
        return body(&many.fields)
    }
}
