internal import OrderedCollections

/// The fields of a JSON or YAML object, in the order of the document. Keys are unique.
///
/// Two objects are equal when they hold the same fields, in whatever order.
public struct Object: Sendable {
    private var fields: OrderedDictionary<String, Value>

    /// An object without fields.
    public init() { fields = [:] }

    /// An object without fields, with room for `minimumCapacity` of them.
    public init(minimumCapacity: Int) { fields = OrderedDictionary(minimumCapacity: minimumCapacity) }

    /// The fields in order; of equal keys the last one wins and takes the first one's place.
    public init(_ pairs: some Sequence<(key: String, value: Value)>) {
        fields = [:]
        for (key, value) in pairs { fields[key] = value }
    }

    /// The number of fields.
    public var count: Int { fields.count }

    /// Whether there are no fields.
    public var isEmpty: Bool { fields.isEmpty }

    /// The keys in order.
    public var keys: [String] { Array(fields.keys) }

    /// The value of `key`. Setting nil removes the field; a new key goes to the end.
    public subscript(key: String) -> Value? {
        get { fields[key] }
        set { fields[key] = newValue }
    }

    /// The value of `key`, changed in place; a missing one starts as `value`.
    public subscript(key: String, default value: @autoclosure () -> Value) -> Value {
        get { fields[key] ?? value() }
        set { fields[key] = newValue }
        _modify { yield &fields[key, default: value()] }
    }

    /// Removes the field and returns what it held.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> Value? { fields.removeValue(forKey: key) }

    /// Inserts a new field at `index`, or changes the value of one that is there and leaves it in its place.
    public mutating func insert(_ value: Value, forKey key: String, at index: Int) {
        if fields[key] != nil {
            fields[key] = value
        } else {
            fields.updateValue(value, forKey: key, insertingAt: Swift.min(Swift.max(index, 0), fields.count))
        }
    }

    /// The fields in byte order of their keys, as Go prints maps.
    public func sorted() -> Object {
        var copy = self
        copy.fields.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return copy
    }

    /// The object with each value replaced by what `transform` makes of it; keys and order stay.
    public func mapValues(_ transform: (Value) throws -> Value) rethrows -> Object {
        var copy = Object(minimumCapacity: count)
        for (key, value) in fields { copy.fields[key] = try transform(value) }
        return copy
    }
}

extension Object: Sequence {
    /// Goes through the fields in order.
    public struct Iterator: IteratorProtocol {
        private let elements: OrderedDictionary<String, Value>.Elements
        private var index = 0

        fileprivate init(_ fields: OrderedDictionary<String, Value>) { elements = fields.elements }

        public mutating func next() -> (key: String, value: Value)? {
            guard index < elements.count else { return nil }
            defer { index += 1 }
            return (key: elements[index].key, value: elements[index].value)
        }
    }

    /// The fields in order.
    public func makeIterator() -> Iterator { Iterator(fields) }

    /// The number of fields, which iterating costs nothing to know.
    public var underestimatedCount: Int { count }
}

extension Object {
    /// The fields in the order of their keys that `precedes` defines.
    func sorted(by precedes: (String, String) -> Bool) -> Object {
        var copy = self
        copy.fields.sort { precedes($0.key, $1.key) }
        return copy
    }

    /// Sets the field and returns what it held before; a new key goes to the end.
    @discardableResult
    mutating func update(_ key: String, to value: Value) -> Value? { fields.updateValue(value, forKey: key) }
}

extension Object: Hashable {
    public static func == (left: Object, right: Object) -> Bool {
        guard left.count == right.count else { return false }
        for (key, value) in left.fields {
            guard let other = right.fields[key], other == value else { return false }
        }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (key, value) in fields {
            var field = Hasher()
            field.combine(key)
            field.combine(value)
            sum &+= field.finalize()
        }
        hasher.combine(sum)
    }
}

extension Object: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Value)...) {
        self.init(minimumCapacity: elements.count)
        for (key, value) in elements { self[key] = value }
    }
}
