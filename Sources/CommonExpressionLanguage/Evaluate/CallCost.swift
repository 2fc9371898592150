/// What a call costs when it runs, as the API server counts it.
enum CallCost: Sendable {
    case fixed(UInt64)
    /// By the size of the first value, times a factor.
    case traversal(Double)
    /// By all that is in the first value.
    case contents
    /// By the size of the result.
    case result
    case pattern
    case contained
    case addressContained(isText: Bool)
    case networkContained(isText: Bool)
    case validation
    case selector
    /// By the size of the list that is made.
    case listResult
    /// By the size of the first value, times the second.
    case flattening
    /// By the square of the size of a list: the first value, or the second.
    case comparison(of: Int)
    /// By the product of the sizes of both lists, times a factor.
    case sets(Double)

    init(_ name: String, _ overloads: [Overload]) {
        let id = overloads.first?.id ?? ""
        switch name {
        case "check": self = .fixed(350_000)
        case "fieldSelector", "labelSelector": self = .selector
        case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf": self = .contents
        case "url", "lowerAscii", "upperAscii", "substring", "trim", "jsonpatch.escapeKey", "cidr", "isIP", "isCIDR",
            "quantity", "isQuantity", "semver", "isSemver", "startsWith", "endsWith", "strings.quote":
            self = .traversal(0.1)
        case "ip": self = id == "cidr_ip" ? .fixed(1) : .traversal(0.1)
        case "replace", "split", "ip.isCanonical": self = .traversal(0.2)
        case "bytes", "string":
            self = id == "string_to_bytes" || id == "bytes_to_string" ? .traversal(0.1) : .fixed(1)
        case "format": self = .traversal(0.1)
        case "join": self = .result
        case "find", "findAll", "matches": self = .pattern
        case "contains": self = .contained
        case "containsIP": self = .addressContained(isText: id.hasSuffix("string"))
        case "containsCIDR": self = .networkContained(isText: id.hasSuffix("string"))
        case "validate": self = .validation
        case "slice", "lists.range": self = .listResult
        case "reverse": self = id == "list_reverse" ? .listResult : .fixed(1)
        case "flatten": self = .flattening
        case "sort", "distinct": self = .comparison(of: 0)
        case "@sortByAssociatedKeys": self = .comparison(of: 1)
        case "sets.contains", "sets.intersects": self = .sets(1)
        case "sets.equivalent": self = .sets(2)
        default: self = .fixed(1)
        }
    }

    /// Whether only the result tells it.
    var needsResult: Bool {
        switch self {
        case .result, .listResult: true
        default: false
        }
    }

    func cost(_ arguments: [CELValue], _ result: CELValue?) -> UInt64 {
        func scaled(_ size: UInt64, _ factor: Double) -> UInt64 { UInt64((Double(size) * factor).rounded(.up)) }
        func size(_ index: Int) -> UInt64 { index < arguments.count ? arguments[index].costSize : 1 }
        switch self {
        case .fixed(let cost): return cost
        case .traversal(let factor): return scaled(size(0), factor)
        case .contents: return arguments.first?.traversalCost ?? 1
        case .result: return scaled(result?.costSize ?? 0, 0.2)
        case .pattern: return Self.match(size(0), size(1))
        case .contained: return scaled(size(0), 0.1) &* scaled(size(1), 0.1)
        case .addressContained(let isText):
            return scaled(size(0) * 2, 0.1) + (isText ? scaled(size(1), 0.1) : 0)
        case .networkContained(let isText):
            return scaled(size(0) * 2, 0.1) + scaled(size(0), 0.1) + 1 + (isText ? scaled(size(1), 0.1) : 0)
        case .validation:
            guard case .opaque(let value) = arguments.first, let format = value as? NamedFormat else { return 1 }
            return Self.match(size(1), UInt64(format.patternSize))
        case .listResult: return (result?.costSize ?? 0) + 11
        case .flattening:
            let depth = arguments.count > 1 ? arguments[1].int ?? 1 : 1
            return UInt64(min(Double(size(0)) * Double(max(0, depth)), 1e15)) + 11
        case .comparison(let index):
            guard index < arguments.count, case .list(let list) = arguments[index] else { return 11 }
            let first = list.count > 0 ? try? list[0] : nil
            let isText = first?.type == .string || first?.type == .bytes
            return UInt64(Double(list.count) * Double(list.count) * (isText ? 2.1 : 2)) + 11
        case .sets(let factor): return UInt64(Double(size(0)) * Double(size(1)) * factor) + 1
        case .selector: return 10 + scaled(size(1), 0.1) + scaled(scaled(size(1), 0.5), 50)
        }
    }

    /// What a match of a pattern of some length against a text costs.
    static func match(_ text: UInt64, _ pattern: UInt64) -> UInt64 {
        UInt64(((1 + Double(text)) * 0.1).rounded(.up)) &* UInt64((Double(pattern) * 0.25).rounded(.up))
    }
}

extension CELValue {
    /// The size of what costs by its size; 1 for everything else.
    var costSize: UInt64 {
        switch self {
        case .string(let text): UInt64(text.unicodeScalars.count)
        case .bytes(let bytes): UInt64(bytes.count)
        case .list(let list): UInt64(list.count)
        case .map(let map): UInt64(map.count)
        case .optional(.some(let value)): value.costSize
        case .opaque(let value): (value as? any CELSized)?.size ?? 1
        default: 1
        }
    }

    /// What going through all of a value costs.
    var traversalCost: UInt64 {
        switch self {
        case .string(let text): return UInt64(Double(text.utf8.count) * 0.1)
        case .bytes(let bytes): return UInt64(Double(bytes.count) * 0.1)
        case .list(let list): return ((try? list.values()) ?? []).reduce(0) { $0 + $1.traversalCost }
        case .map(let map):
            return ((try? map.entries()) ?? []).reduce(0) { $0 + $1.key.value.traversalCost + $1.value.traversalCost }
        default: return 1
        }
    }
}

/// An opaque value whose size counts.
protocol CELSized: AnyObject {
    var size: UInt64 { get }
}
