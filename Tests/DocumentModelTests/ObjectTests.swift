import DocumentModel
import Testing

@Suite struct ObjectTests {
    /// Sizes on both sides of the point where a hash table takes over.
    static let sizes = [0, 1, 15, 16, 17, 18, 200]

    private func object(_ size: Int) -> Object {
        Object((0..<size).map { (key: "key-\($0)", value: Value.integer(Int64($0))) })
    }

    @Test func `a node takes three words`() {
        #expect(MemoryLayout<Value>.stride <= 24)
    }

    @Test(arguments: sizes) func `fields keep the order they came in`(_ size: Int) {
        #expect(object(size).map(\.key) == (0..<size).map { "key-\($0)" })
        #expect(object(size).keys == (0..<size).map { "key-\($0)" })
        #expect(object(size).count == size)
    }

    @Test(arguments: sizes) func `a changed field keeps its place and its neighbours`(_ size: Int) {
        var changed = object(size)
        for index in 0..<size { changed["key-\(index)"] = .string("\(index)") }
        #expect(changed.map(\.value) == (0..<size).map { .string("\($0)") })
        #expect(changed.keys == object(size).keys)
    }

    @Test(arguments: sizes) func `removing a field leaves the others in order`(_ size: Int) {
        var rest = object(size)
        #expect(rest.removeValue(forKey: "key-0") == (size > 0 ? .integer(0) : nil))
        #expect(rest.keys == (0..<size).dropFirst().map { "key-\($0)" })
        rest["key-1"] = nil
        #expect(rest["key-1"] == nil)
    }

    @Test(arguments: sizes) func `a new field goes where it is asked to`(_ size: Int) {
        var grown = object(size)
        grown.insert(.null, forKey: "first", at: 0)
        grown.insert(.null, forKey: "last", at: 1_000)
        grown.insert(.bool(true), forKey: "first", at: 5)
        #expect(grown.keys == ["first"] + object(size).keys + ["last"])
        #expect(grown["first"] == .bool(true))
    }

    @Test(arguments: sizes) func `changing a copy leaves the original alone`(_ size: Int) {
        let original = object(size)
        var copy = original
        copy["new"] = .null
        copy["key-0", default: .null] = .string("changed")
        copy["list", default: .array([])].array?.append(.integer(1))
        #expect(original == object(size))
        #expect(copy["list"] == .array([.integer(1)]))
        #expect(copy["key-0"] == .string("changed"))
    }

    @Test(arguments: sizes) func `equality and hash look at fields, not at their order`(_ size: Int) {
        let backwards = Object(object(size).reversed().map { (key: $0.key, value: $0.value) })
        #expect(backwards == object(size))
        #expect(backwards.hashValue == object(size).hashValue)
        #expect(backwards.sorted().keys == object(size).sorted().keys)
    }
}
