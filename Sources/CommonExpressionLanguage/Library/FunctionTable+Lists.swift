internal import OrderedCollections

/// Lists and sets as `cel-go`'s extensions have them.
extension FunctionTable {
    private static let a = CELType.parameter("T")
    private static let comparable: [(CELType, String)] = [
        (.int, "int"), (.uint, "uint"), (.double, "double"), (.bool, "bool"), (.duration, "duration"),
        (.timestamp, "timestamp"), (.string, "string"), (.bytes, "bytes"),
    ]

    private static func values(_ value: CELValue) throws(CELError) -> [CELValue] {
        guard case .list(let list) = value else { throw CELError("no such overload") }
        return try list.values()
    }

    mutating func addSets() {
        let list = CELType.list(Self.a)
        let contains: @Sendable ([CELValue], [CELValue]) -> Bool = { all, some in
            some.allSatisfy { element in all.contains { $0.equals(element) } }
        }
        let isSuperset: Overload.Binary = { first, second throws(CELError) in
            .bool(contains(try Self.values(first), try Self.values(second)))
        }
        add("sets.contains", "list_sets_contains_list", [list, list], .bool, .binary(isSuperset))
        add(
            "sets.equivalent", "list_sets_equivalent_list", [list, list], .bool,
            .binary({ first, second throws(CELError) in
                let (a, b) = (try Self.values(first), try Self.values(second))
                return .bool(contains(a, b) && contains(b, a))
            }))
        add(
            "sets.intersects", "list_sets_intersects_list", [list, list], .bool,
            .binary({ first, second throws(CELError) in
                let (a, b) = (try Self.values(first), try Self.values(second))
                return .bool(a.contains { element in b.contains { $0.equals(element) } })
            }))
    }

    mutating func addLists() {
        let list = CELType.list(Self.a)
        member("slice", "list_slice", [list, .int, .int], list) { arguments throws(CELError) in
            let values = try Self.values(arguments[0])
            let (start, end) = (try Texts.number(arguments[1]), try Texts.number(arguments[2]))
            guard start >= 0, end >= 0 else {
                throw CELError("cannot slice(\(start), \(end)), negative indexes not supported")
            }
            guard start <= end else {
                throw CELError("cannot slice(\(start), \(end)), start index must be less than or equal to end index")
            }
            guard end <= values.count else {
                throw CELError("cannot slice(\(start), \(end)), list is length \(values.count)")
            }
            return .list(Array(values[Int(start)..<Int(end)]))
        }
        member("flatten", "list_flatten", .list(.list(Self.a)), list) { list throws(CELError) in
            .list(try Self.flatten(try Self.values(list), depth: 1))
        }
        member("flatten", "list_flatten_int", .list(.dyn), .int, .list(.dyn)) { list, depth throws(CELError) in
            let depth = try Texts.number(depth)
            guard depth >= 0 else { throw CELError("level must be non-negative") }
            return .list(try Self.flatten(try Self.values(list), depth: depth))
        }
        for (type, name) in Self.comparable {
            member("sort", "list_\(name)_sort", .list(type), .list(type)) { list throws(CELError) in
                let values = try Self.values(list)
                return .list(try Self.sorted(values, by: values))
            }
            member(
                "@sortByAssociatedKeys", "list_\(name)_sortByAssociatedKeys", list, .list(type), list
            ) { list, keys throws(CELError) in
                .list(try Self.sorted(try Self.values(list), by: try Self.values(keys)))
            }
        }
        global("lists.range", "lists_range", .int, .list(.int)) { count throws(CELError) in
            let count = try Texts.number(count)
            guard count <= 1_000_000 else { throw CELError("lists.range: \(count) is more than 1000000") }
            return .list((0..<max(0, count)).map { .int($0) })
        }
        member("reverse", "list_reverse", list, list) { list throws(CELError) in
            .list(try Self.values(list).reversed())
        }
        member("distinct", "list_distinct", list, list) { list throws(CELError) in
            .list(Self.distinct(try Self.values(list)))
        }
    }

    private static func flatten(_ values: [CELValue], depth: Int64) throws(CELError) -> [CELValue] {
        guard depth > 0 else { return values }
        var result: [CELValue] = []
        for value in values {
            if case .list(let list) = value {
                result += try flatten(try list.values(), depth: depth - 1)
            } else {
                result.append(value)
            }
        }
        return result
    }

    private static func sorted(_ values: [CELValue], by keys: [CELValue]) throws(CELError) -> [CELValue] {
        guard let first = keys.first else { return values }
        guard keys.count == values.count else { throw CELError("sortBy: there is not a key for each element") }
        var failure: CELError?
        for key in keys where key.type != first.type { failure = CELError("list elements must have the same type") }
        let order = keys.indices.sorted { left, right in
            do throws(CELError) {
                let order = try Operation.order(Operator.less, keys[left], keys[right])
                return order == .less || (order == .same && left < right)
            } catch {
                failure = error
                return left < right
            }
        }
        if let failure { throw failure }
        return order.map { values[$0] }
    }

    private static func distinct(_ values: [CELValue]) -> [CELValue] {
        var seen: Set<CELKey> = []
        var result: [CELValue] = []
        for value in values {
            if let key = CELKey(value) {
                if seen.insert(key).inserted { result.append(value) }
            } else if !result.contains(where: { $0.equals(value) }) {
                result.append(value)
            }
        }
        return result
    }

    /// What the macros over keys and values collect with; the evaluator does it itself.
    mutating func addMapInsertion() {
        let (k, v) = (CELType.parameter("K"), CELType.parameter("V"))
        builtIn(Operator.mapInsert, "cel.@mapInsert_map_map", [.map(k, v), .map(k, v)], .map(k, v))
        builtIn(Operator.mapInsert, "cel.@mapInsert_map_key_value", [.map(k, v), k, v], .map(k, v))
    }

    /// The list functions of Kubernetes.
    mutating func addKubernetesLists() {
        for (type, name) in Self.comparable {
            member("isSorted", "list_\(name)_is_sorted_bool", .list(type), .bool) { list throws(CELError) in
                let values = try Self.values(list)
                for (left, right) in zip(values, values.dropFirst())
                where try Operation.order(Operator.lessEquals, left, right) == .greater { return .bool(false) }
                return .bool(true)
            }
            member("max", "list_\(name)_max_\(name)", .list(type), type) { list throws(CELError) in
                try Self.extreme(try Self.values(list), "max", .greater)
            }
            member("min", "list_\(name)_min_\(name)", .list(type), type) { list throws(CELError) in
                try Self.extreme(try Self.values(list), "min", .less)
            }
        }
        let zeros: [(CELType, String, CELValue)] = [
            (.int, "int", .int(0)), (.uint, "uint", .uint(0)), (.double, "double", .double(0)),
            (.duration, "duration", .duration(0)),
        ]
        for (type, name, zero) in zeros {
            member("sum", "list_\(name)_sum_\(name)", .list(type), type) { list throws(CELError) in
                let values = try Self.values(list)
                guard var sum = values.first else { return zero }
                for value in values {
                    switch value {
                    case .int, .uint, .double, .duration: continue
                    default: throw .noSuchOverload("sum", list)
                    }
                }
                for value in values.dropFirst() { sum = try Operation.apply(.add, sum, value) }
                return sum
            }
        }
        member("indexOf", "list_a_index_of_int", .list(Self.a), Self.a, .int) { list, element throws(CELError) in
            .int(Int64(try Self.values(list).firstIndex { $0.equals(element) } ?? -1))
        }
        member("lastIndexOf", "list_a_last_index_of_int", .list(Self.a), Self.a, .int) { list, item throws(CELError) in
            .int(Int64(try Self.values(list).lastIndex { $0.equals(item) } ?? -1))
        }
    }

    private static func extreme(
        _ values: [CELValue], _ name: String, _ wanted: CELValue.Order
    ) throws(CELError) -> CELValue {
        guard var best = values.first else { throw CELError("\(name) called on empty list") }
        for value in values.dropFirst() where try Operation.order(Operator.less, value, best) == wanted { best = value }
        return best
    }
}
