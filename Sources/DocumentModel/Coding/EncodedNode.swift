/// A node that is being encoded. It lives only inside one call of ``ValueEncoder/encode(_:)``.
final class EncodedNode {
    private enum Content {
        case value(Value)
        case object([(key: String, node: EncodedNode)])
        case array([EncodedNode])
    }

    private var content = Content.value(.null)

    /// What was encoded.
    var value: Value {
        switch content {
        case .value(let value): value
        case .object(let fields): .object(Object(fields.lazy.map { (key: $0.key, value: $0.node.value) }))
        case .array(let nodes): .array(nodes.map(\.value))
        }
    }

    var count: Int { if case .array(let nodes) = content { nodes.count } else { 0 } }

    func set(_ value: Value) { content = .value(value) }

    func becomeObject() {
        if case .object = content { return }
        content = .object([])
    }

    func becomeArray() {
        if case .array = content { return }
        content = .array([])
    }

    func field(_ key: String) -> EncodedNode {
        let node = EncodedNode()
        if case .object(var fields) = content {
            content = .value(.null)
            fields.append((key, node))
            content = .object(fields)
        }
        return node
    }

    func element() -> EncodedNode {
        let node = EncodedNode()
        if case .array(var nodes) = content {
            content = .value(.null)
            nodes.append(node)
            content = .array(nodes)
        }
        return node
    }

    func encode(_ value: some Encodable, _ path: FieldPath) throws {
        if let value = value as? Value { return set(value) }
        try value.encode(to: NodeEncoder(node: self, path: path))
    }

    func setInteger(_ number: some BinaryInteger, _ path: FieldPath) throws {
        guard let integer = Int64(exactly: number) else {
            throw DocumentError(.unsupported, "is a number beyond 64 bits", path: path.text)
        }
        set(.integer(integer))
    }

    func setDouble(_ number: Double, _ path: FieldPath) throws {
        guard number.isFinite else {
            throw DocumentError(.unsupported, "JSON has no infinity and no NaN", path: path.text)
        }
        set(.double(number))
    }
}

/// Encodes into one node.
struct NodeEncoder: Encoder, SingleValueEncodingContainer {
    let node: EncodedNode
    let path: FieldPath

    var codingPath: [any CodingKey] { path.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        node.becomeObject()
        return KeyedEncodingContainer(ObjectEncoder<Key>(node: node, path: path))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        node.becomeArray()
        return ArrayEncoder(node: node, path: path)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() throws { node.set(.null) }
    func encode(_ value: Bool) throws { node.set(.bool(value)) }
    func encode(_ value: String) throws { node.set(.string(value)) }
    func encode(_ value: Double) throws { try node.setDouble(value, path) }
    func encode(_ value: Float) throws { try node.setDouble(Double(value), path) }
    func encode(_ value: Int) throws { try node.setInteger(value, path) }
    func encode(_ value: Int8) throws { try node.setInteger(value, path) }
    func encode(_ value: Int16) throws { try node.setInteger(value, path) }
    func encode(_ value: Int32) throws { try node.setInteger(value, path) }
    func encode(_ value: Int64) throws { try node.setInteger(value, path) }
    func encode(_ value: UInt) throws { try node.setInteger(value, path) }
    func encode(_ value: UInt8) throws { try node.setInteger(value, path) }
    func encode(_ value: UInt16) throws { try node.setInteger(value, path) }
    func encode(_ value: UInt32) throws { try node.setInteger(value, path) }
    func encode(_ value: UInt64) throws { try node.setInteger(value, path) }
    func encode<T: Encodable>(_ value: T) throws { try node.encode(value, path) }
}

/// Encodes the fields of an object.
private struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: EncodedNode
    let path: FieldPath

    var codingPath: [any CodingKey] { path.codingPath }

    private func field(_ key: Key) -> NodeEncoder {
        NodeEncoder(node: node.field(key.stringValue), path: .field(path, key.stringValue))
    }

    func encodeNil(forKey key: Key) throws { try field(key).encodeNil() }
    func encode(_ value: Bool, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: String, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: Double, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: Float, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: Int, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: Int8, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: Int16, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: Int32, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: Int64, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: UInt, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: UInt8, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: UInt16, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: UInt32, forKey key: Key) throws { try field(key).encode(value) }
    func encode(_ value: UInt64, forKey key: Key) throws { try field(key).encode(value) }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try field(key).encode(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key)
        -> KeyedEncodingContainer<Nested>
    { field(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { field(key).unkeyedContainer() }
    func superEncoder() -> any Encoder { NodeEncoder(node: node.field("super"), path: .field(path, "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { field(key) }
}

/// Encodes the elements of an array.
private struct ArrayEncoder: UnkeyedEncodingContainer {
    let node: EncodedNode
    let path: FieldPath

    var codingPath: [any CodingKey] { path.codingPath }
    var count: Int { node.count }

    private func element() -> NodeEncoder {
        let path = FieldPath.element(path, node.count)
        return NodeEncoder(node: node.element(), path: path)
    }

    func encodeNil() throws { try element().encodeNil() }
    func encode(_ value: Bool) throws { try element().encode(value) }
    func encode(_ value: String) throws { try element().encode(value) }
    func encode(_ value: Double) throws { try element().encode(value) }
    func encode(_ value: Float) throws { try element().encode(value) }
    func encode(_ value: Int) throws { try element().encode(value) }
    func encode(_ value: Int8) throws { try element().encode(value) }
    func encode(_ value: Int16) throws { try element().encode(value) }
    func encode(_ value: Int32) throws { try element().encode(value) }
    func encode(_ value: Int64) throws { try element().encode(value) }
    func encode(_ value: UInt) throws { try element().encode(value) }
    func encode(_ value: UInt8) throws { try element().encode(value) }
    func encode(_ value: UInt16) throws { try element().encode(value) }
    func encode(_ value: UInt32) throws { try element().encode(value) }
    func encode(_ value: UInt64) throws { try element().encode(value) }
    func encode<T: Encodable>(_ value: T) throws { try element().encode(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        element().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { element().unkeyedContainer() }
    func superEncoder() -> any Encoder { element() }
}
