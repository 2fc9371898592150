internal import DocumentModel

extension Object {
    /// With the fields of every object in byte order, as Go writes maps.
    var deeplySorted: Object { sorted().mapValues(\.deeplySorted) }

    mutating func setGeneration(_ generation: Int64) {
        set(["metadata", "generation"], to: .integer(generation))
    }

    /// Sets the value at a path; nil removes it.
    mutating func set(_ path: [String], to value: Value?) {
        var whole = Value.object(self)
        self = [:]
        whole.set(path, to: value)
        self = whole.object ?? [:]
    }

    /// The value at a path.
    func at(_ path: [String]) -> Value? {
        guard let first = path.first else { return .object(self) }
        return self[first]?.at(Array(path.dropFirst()))
    }

    /// Sets the value at a path to what `other` has there.
    mutating func keep(_ path: [String], of other: Object) {
        let value = other.at(path)
        if at(path) != value { set(path, to: value) }
    }

    /// Changes the value at a path where there is one.
    mutating func change(_ path: [String], _ body: (inout Value) -> Void) {
        guard var value = at(path) else { return }
        body(&value)
        set(path, to: value)
    }
}

extension Value {
    fileprivate var deeplySorted: Value {
        switch self {
        case .object(let object): .object(object.deeplySorted)
        case .array(let items): .array(items.map(\.deeplySorted))
        default: self
        }
    }
}
