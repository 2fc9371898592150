internal import DocumentModel
internal import KubernetesSchema

/// Strategic merge patches: objects merge, lists merge by their patch merge key, directives say otherwise.
enum StrategicMerge {
    /// - Throws: 500 for a patch that cannot be applied, in the words of the server.
    static func apply(_ patch: Value, to object: Object, type: ObjectSchema) throws(APIError) -> Object {
        do throws(PatchProblem) {
            return try merge(patch.object ?? [:], into: object, type)
        } catch {
            throw error.error
        }
    }

    /// Why a patch cannot be applied.
    private struct PatchProblem: Error {
        var message: String
        /// Whether its form is wrong.
        var isFormat = false

        var error: APIError {
            isFormat ? .badRequest(message) : APIError(500, "", message)
        }
    }

    private static let directive = "$patch"
    private static let retain = "$retainKeys"
    private static let order = "$setElementOrder/"
    private static let removal = "$deleteFromPrimitiveList/"

    // MARK: Objects

    private static func merge(_ patch: Object, into target: Object, _ type: ObjectSchema?) throws(PatchProblem)
        -> Object
    {
        var patch = patch
        switch patch.removeValue(forKey: directive) {
        case .none: break
        case .some("replace"): return withoutDirectives(patch)
        case .some("delete"): return [:]
        case .some(let other):
            patch[directive] = other
            throw PatchProblem(
                message:
                    "unknown patch type: \(other.string ?? GoValue.text(other)) in map: \(GoValue.text(.object(patch)))"
            )
        }
        var result = target
        if let keys = patch.removeValue(forKey: retain) { try retainKeys(keys, patch, &result) }
        for (key, value) in patch where key.hasPrefix(removal) {
            let name = String(key.dropFirst(removal.count))
            let gone = Set(value.array ?? [])
            if let items = result[name]?.array { result[name] = .array(items.filter { !gone.contains($0) }) }
        }
        for (key, value) in patch where !key.hasPrefix("$") {
            if value.isNull {
                result[key] = nil
                continue
            }
            result[key] = try merge(value, into: result[key], type?[key], type?.type(of: key), patch[order + key])
        }
        for (key, value) in patch where key.hasPrefix(order) {
            let name = String(key.dropFirst(order.count))
            guard patch[name] == nil, let items = result[name]?.array else { continue }
            result[name] = .array(ordered(items, by: value.array ?? [], type?[name]?.patchMergeKey, from: items))
        }
        return result
    }

    private static func merge(
        _ patch: Value, into target: Value?, _ field: FieldSchema?, _ type: TypeSchema?, _ order: Value?
    ) throws(PatchProblem) -> Value {
        switch (patch, target) {
        case (.object(let object), .some(.object(let current))):
            return .object(try merge(object, into: current, inner(type)))
        case (.object(let object), .none), (.object(let object), .some(.null)):
            return .object(try merge(object, into: [:], inner(type)))
        case (.array(let items), _)
        where field?.mergesElements == true && (target?.array != nil || target?.isNull ?? true):
            return .array(try merge(items, into: target?.array ?? [], field, type, order))
        // A value of another type replaces what is there; the reader of the outcome complains.
        case (.array(let items), _): return .array(items.map(withoutDirectives))
        case (.object(let object), _): return .object(withoutDirectives(object))
        default: return patch
        }
    }

    private static func inner(_ type: TypeSchema?) -> ObjectSchema? {
        if let fields = type?.fields { return fields }
        guard case .some(.map(let element, _)) = type else { return nil }
        return ObjectSchema(fields: [], additional: element)
    }

    /// Only the fields that the patch names stay.
    private static func retainKeys(_ keys: Value, _ patch: Object, _ target: inout Object) throws(PatchProblem) {
        guard let names = keys.array?.compactMap(\.string), names.count == keys.array?.count else {
            throw PatchProblem(message: "invalid patch format of retainKeys", isFormat: true)
        }
        for (key, value) in patch where !key.hasPrefix("$") && !value.isNull && !names.contains(key) {
            throw PatchProblem(message: "invalid patch format of retainKeys", isFormat: true)
        }
        for key in target.keys where !names.contains(key) { target[key] = nil }
    }

    // MARK: Lists

    private static func merge(
        _ patch: [Value], into target: [Value], _ field: FieldSchema?, _ type: TypeSchema?, _ order: Value?
    ) throws(PatchProblem) -> [Value] {
        guard case .some(.list(let element, _)) = type?.resolved else { return patch }
        try checkElements(target, patch)
        if let order { try checkOrder(patch, order, field?.patchMergeKey) }
        guard let key = field?.patchMergeKey else {
            var result = target
            for item in patch where !result.contains(item) { result.append(item) }
            return ordered(result, by: order?.array ?? patch, nil, from: target)
        }
        let edit = try ListEdit(patch, key: key)
        if edit.replaces { return edit.items.map(withoutDirectives) }
        var result = target.filter { item in
            !edit.removals.contains { $0[key] == item[key] }
        }
        for item in edit.items {
            guard let patchItem = item.object else { throw PatchProblem(message: "expected a map in the list") }
            if let place = result.firstIndex(where: { $0[key] == item[key] }) {
                result[place] = .object(try merge(patchItem, into: result[place].object ?? [:], inner(element)))
            } else {
                result.append(.object(try merge(patchItem, into: [:], inner(element))))
            }
        }
        return ordered(result, by: order?.array ?? edit.items, key, from: target)
    }

    /// All elements must be of one type.
    private static func checkElements(_ target: [Value], _ patch: [Value]) throws(PatchProblem) {
        func type(_ value: Value) -> String {
            if case .bool = value { "bool" } else { value.typeName }
        }
        let types = Set((target + patch).map(type))
        guard types.count > 1 else { return }
        let lists = [target, patch].map { GoValue.text(.array($0)) }
        throw PatchProblem(message: "list element types are not identical: [\(lists.joined(separator: " "))]")
    }

    /// What a patch adds or changes stands in the order it gives.
    private static func checkOrder(_ patch: [Value], _ order: Value, _ key: String?) throws(PatchProblem) {
        guard let wanted = order.array else {
            throw PatchProblem(message: "invalid patch format of setElementOrder list", isFormat: true)
        }
        func identity(_ item: Value) -> Value? { key.map { item[$0] } ?? item }
        let items = patch.filter { $0[directive] == nil }
        var rest = items[...]
        for place in wanted {
            guard let next = rest.first else { return }
            if identity(next) == identity(place) { rest = rest.dropFirst() }
        }
        guard !rest.isEmpty else { return }
        throw PatchProblem(
            message: "The order in patch list:\n\(GoValue.text(.array(items)))\n doesn't match $setElementOrder list:\n"
                + "\(GoValue.text(order))\n")
    }

    /// The elements of a patch, told apart by what they ask for.
    private struct ListEdit {
        var items: [Value] = []
        var removals: [Value] = []
        var replaces = false

        init(_ patch: [Value], key: String) throws(PatchProblem) {
            for item in patch {
                switch item[directive] {
                case .some("merge"):
                    throw PatchProblem(message: "merging lists cannot yet be specified in the patch")
                case .none:
                    guard item[key] != nil else {
                        throw PatchProblem(
                            message: "map: \(GoValue.text(item)) does not contain declared merge key: \(key)")
                    }
                    items.append(item)
                case .some("delete"):
                    guard item[key] != nil else {
                        throw PatchProblem(
                            message: "map: \(GoValue.text(item)) does not contain declared merge key: \(key)")
                    }
                    removals.append(item)
                case .some("replace"):
                    replaces = true
                    // Beside the directive an element may stand that has nothing but it.
                    if item.object?.count ?? 0 > 1 { items.append(item) }
                case .some(let other):
                    throw PatchProblem(
                        message: "unknown patch type: \(other.string ?? "") in map: \(GoValue.text(item))")
                }
            }
            guard replaces else { return }
            items = patch.filter { $0[directive] == nil }
        }
    }

    // MARK: Order

    /// Brings the elements that `order` names into its order; the others keep their places beside them.
    private static func ordered(_ items: [Value], by order: [Value], _ key: String?, from old: [Value]) -> [Value] {
        func identity(_ item: Value) -> Value { key.flatMap { item[$0] } ?? item }
        var places: [Value: Int] = [:]
        for (index, item) in order.enumerated() where places[identity(item)] == nil { places[identity(item)] = index }
        let named = items.filter { places[identity($0)] != nil }
            .sorted { (places[identity($0)] ?? 0) < (places[identity($1)] ?? 0) }
        let others = items.filter { places[identity($0)] == nil }
        var oldPlaces: [Value: Int] = [:]
        for (index, item) in old.enumerated() where oldPlaces[identity(item)] == nil {
            oldPlaces[identity(item)] = index
        }
        return woven(named, others) { oldPlaces[identity($0)] }
    }

    /// Puts what only the server has between the rest, by where both were before.
    private static func woven(_ named: [Value], _ others: [Value], place: (Value) -> Int?) -> [Value] {
        var result: [Value] = []
        var rest = others[...]
        for item in named {
            while let other = rest.first, let before = place(other), let after = place(item), before < after {
                result.append(other)
                rest = rest.dropFirst()
            }
            result.append(item)
        }
        return result + rest
    }

    // MARK: Directives

    private static func withoutDirectives(_ object: Object) -> Object {
        var result = Object(minimumCapacity: object.count)
        for (key, value) in object where !key.hasPrefix("$patch") && !key.hasPrefix(order) && key != retain {
            if value.isNull { continue }
            result[key] = withoutDirectives(value)
        }
        return result
    }

    private static func withoutDirectives(_ value: Value) -> Value {
        switch value {
        case .object(let object): .object(withoutDirectives(object))
        case .array(let items):
            .array(items.filter { $0[directive] == nil || $0.object?.count != 1 }.map(withoutDirectives))
        default: value
        }
    }
}
