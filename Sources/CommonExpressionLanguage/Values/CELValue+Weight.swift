internal import DocumentModel

extension CELValue {
    /// What each value weighs beside its bytes: to go to it takes longer than to read a few of them.
    private static let ownWeight = 64

    /// About how many bytes it takes when all in it is written out: what stands in it twice counts twice. Once there are
    /// more than `limit`, the rest is not gone through.
    func weight(atMost limit: Int) -> Int {
        var weight = 0
        visit(&weight, limit) { _ in Self.ownWeight }
        return weight
    }

    /// As ``weight(atMost:)``, where `number` says what a number takes.
    func visit(_ weight: inout Int, _ limit: Int, _ number: (CELValue) -> Int) {
        guard weight <= limit else { return }
        switch self {
        case .string(let text): weight += Self.ownWeight + text.utf8.count
        case .bytes(let bytes): weight += Self.ownWeight + bytes.count
        case .int, .uint, .double: weight += number(self)
        case .list(let list):
            weight += Self.ownWeight
            for index in 0..<list.count {
                guard weight <= limit else { return }
                if let value = try? list[index] { value.visit(&weight, limit, number) }
            }
        case .map(let map):
            weight += Self.ownWeight
            for key in map.keys {
                guard weight <= limit else { return }
                key.value.visit(&weight, limit, number)
                if let value = try? map.value(key) { value.visit(&weight, limit, number) }
            }
        case .structure(let structure):
            weight += Self.ownWeight
            for field in structure.fields {
                weight += field.name.utf8.count
                field.value.visit(&weight, limit, number)
            }
        case .optional(.some(let value)): value.visit(&weight, limit, number)
        default: weight += Self.ownWeight
        }
    }

    /// How large it is without what stands inside: bytes, elements or entries.
    var extent: Int {
        switch self {
        case .string(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .list(let list): list.count
        case .map(let map): map.count
        default: 1
        }
    }
}
