/// Fields and elements of values.
enum Access {
    static func field(_ name: String, of value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .map(let map):
            guard let found = try map.value(named: name) else { throw .noSuchKey(name) }
            return found
        case .structure(let structure):
            guard let found = structure[name] else { throw CELError("no such field '\(name)'") }
            return found
        case .optional: return .optional(try optionalField(name, of: value))
        case .opaque(let opaque):
            guard let found = try opaque.field(name) else { throw .noSuchKey(name) }
            return found
        case .list: throw Self.badIndex(.string(name))
        default: throw .noSuchKey(name)
        }
    }

    static func optionalField(_ name: String, of value: CELValue) throws(CELError) -> CELValue? {
        switch value {
        case .optional(.none): return nil
        case .optional(.some(let inner)): return try optionalField(name, of: inner)
        default: return try has(name, in: value) ? try field(name, of: value) : nil
        }
    }

    static func has(_ name: String, in value: CELValue) throws(CELError) -> Bool {
        switch value {
        case .map(let map): return map.contains(.string(name))
        case .structure(let structure): return structure[name] != nil
        case .optional(.none): return false
        case .optional(.some(let inner)): return try has(name, in: inner)
        case .opaque(let opaque): return opaque.hasField(name)
        case .list: throw Self.badIndex(.string(name))
        default: return false
        }
    }

    static func element(_ key: CELValue, of value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .list(let list):
            let index = try Self.index(key)
            guard index >= 0, index < list.count else { throw CELError("index out of bounds: \(index)") }
            return try list[Int(index)]
        case .map(let map):
            guard let name = CELKey(lookup: key) else {
                if case .double(let number) = key { throw .noSuchKey(CELDoubleText.text(number)) }
                throw CELError("unsupported key type: \(key.type.name)")
            }
            guard let found = try map.value(name) else { throw .noSuchKey(name.text) }
            return found
        case .optional: return .optional(try optionalElement(key, of: value))
        default: throw .noSuchKey(CELKey(lookup: key)?.text ?? key.type.name)
        }
    }

    static func optionalElement(_ key: CELValue, of value: CELValue) throws(CELError) -> CELValue? {
        switch value {
        case .optional(.none): return nil
        case .optional(.some(let inner)): return try optionalElement(key, of: inner)
        case .list(let list):
            let index = try Self.index(key)
            return index >= 0 && index < list.count ? try list[Int(index)] : nil
        case .map(let map):
            guard let name = CELKey(lookup: key) else {
                if case .double = key { return nil }
                throw CELError("unsupported key type: \(key.type.name)")
            }
            return try map.value(name)
        default: return nil
        }
    }

    private static func index(_ key: CELValue) throws(CELError) -> Int64 {
        switch key {
        case .int(let number): return number
        case .uint(let number): return Int64(clamping: number)
        case .double(let number):
            guard let whole = Int64(exactly: number) else {
                throw CELError("unsupported index value \(number) in list")
            }
            return whole
        default: throw badIndex(key)
        }
    }

    private static func badIndex(_ key: CELValue) -> CELError {
        CELError("unsupported index type '\(key.type.name)' in list")
    }

    /// Whether a list has an element or a map a key.
    ///
    /// - Parameter left: how many steps it may take, and then how many are left.
    static func contains(
        _ container: CELValue, _ element: CELValue, _ left: inout Int
    ) throws(CELError) -> Bool {
        switch container {
        case .list(let list):
            for index in 0..<list.count where try list[index].equals(element, &left) { return true }
            return false
        case .map(let map): return CELKey(lookup: element).map { map.contains($0) } ?? false
        default: throw .noSuchOverload(Operator.within, element, container)
        }
    }
}
