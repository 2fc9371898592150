/// The fields of a JSON or YAML object, in the order of the document. Keys are unique.
///
/// Two objects are equal when they hold the same fields, in whatever order.
public struct Object: Sendable {
    private var storage: ObjectStorage

    /// An object without fields.
    public init() { storage = .few([]) }

    /// An object without fields, with room for `minimumCapacity` of them.
    public init(minimumCapacity: Int) { storage = ObjectStorage(minimumCapacity: minimumCapacity) }

    /// The fields in order; of equal keys the last one wins and takes the first one's place.
    public init(_ pairs: some Sequence<(key: String, value: Value)>) {
        storage = ObjectStorage(minimumCapacity: pairs.underestimatedCount)
        for (key, value) in pairs { _ = storage.update(key, to: value) }
    }

    /// The number of fields.
    public var count: Int { storage.count }

    /// Whether there are no fields.
    public var isEmpty: Bool { storage.count == 0 }

    /// The keys in order.
    public var keys: [String] { storage.keys }

    /// The value of `key`. Setting nil removes the field; a new key goes to the end.
    public subscript(key: String) -> Value? {
        get { storage.value(of: key) }
        set {
            if let newValue { _ = storage.update(key, to: newValue) } else { _ = storage.remove(key) }
        }
    }

    /// The value of `key`, changed in place; a missing one starts as `value`.
    public subscript(key: String, default value: @autoclosure () -> Value) -> Value {
        get { storage.value(of: key) ?? value() }
        set { _ = storage.update(key, to: newValue) }
        _modify {
            // Taken out and put back, so that the one reference left can be changed without a copy.
            var taken = storage.modify(key, default: value()) { held in
                defer { held = .null }
                return held
            }
            defer { _ = storage.update(key, to: taken) }
            yield &taken
        }
    }

    /// Removes the field and returns what it held.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> Value? { storage.remove(key) }

    /// Inserts a new field at `index`, or changes the value of one that is there and leaves it in its place.
    public mutating func insert(_ value: Value, forKey key: String, at index: Int) {
        _ = storage.update(key, to: value, insertingAt: index)
    }

    /// The fields in byte order of their keys, as Go prints maps.
    public func sorted() -> Object { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The object with each value replaced by what `transform` makes of it; keys and order stay.
    public func mapValues(_ transform: (Value) throws -> Value) rethrows -> Object {
        var copy = Object()
        copy.storage = try storage.mapValues(transform)
        return copy
    }
}

extension Object: Sequence {
    /// Goes through the fields in order.
    public struct Iterator: IteratorProtocol {
        private let storage: ObjectStorage
        private let count: Int
        private var index = 0

        fileprivate init(_ storage: ObjectStorage) {
            self.storage = storage
            count = storage.count
        }

        public mutating func next() -> (key: String, value: Value)? {
            guard index < count else { return nil }
            defer { index += 1 }
            return storage[index]
        }
    }

    /// The fields in order.
    public func makeIterator() -> Iterator { Iterator(storage) }

    /// The number of fields, which iterating costs nothing to know.
    public var underestimatedCount: Int { count }
}

extension Object {
    /// The fields in the order of their keys that `precedes` defines.
    func sorted(by precedes: (String, String) -> Bool) -> Object {
        var copy = self
        copy.storage.sort(by: precedes)
        return copy
    }

    /// Sets the field and returns what it held before; a new key goes to the end.
    @discardableResult
    mutating func update(_ key: String, to value: Value) -> Value? { storage.update(key, to: value) }
}

extension Object: Hashable {
    public static func == (left: Object, right: Object) -> Bool {
        guard left.count == right.count else { return false }
        for (key, value) in left {
            guard let other = right[key], other == value else { return false }
        }
        return true
    }

    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (key, value) in self {
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
