internal import DocumentModel

/// What `$patch` in a patch asks for.
enum PatchDirective: String {
    case merge, replace, delete

    private static let key = "$patch"

    /// Takes the directive out of a mapping; `merge` where there is none.
    static func take(from object: inout Object) throws(KustomizeError) -> PatchDirective {
        guard let value = object[key], !value.isNothing else { return .merge }
        guard let directive = PatchDirective(rawValue: value.text) else { throw unknown(value) }
        object.removeValue(forKey: key)
        return directive
    }

    /// Takes the directive out of a list: an element that has nothing but it.
    static func take(from elements: inout [Value]) throws(KustomizeError) -> PatchDirective {
        guard let holder = elements.lazy.compactMap(\.object).first(where: { $0[key] != nil }), holder.count == 1,
            let value = holder[key], !value.isNothing
        else { return .merge }
        guard let directive = PatchDirective(rawValue: value.text) else { throw unknown(value) }
        try AssociativeList.set(nil, in: &elements, keys: [key], values: [value.text])
        return directive
    }

    private static func unknown(_ value: Value) -> KustomizeError {
        KustomizeError(.patch, "unknown patch strategy \"\(value.text)\"", field: key)
    }
}
