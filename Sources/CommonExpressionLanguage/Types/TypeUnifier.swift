/// Finds what type parameters stand for, as types are assigned to each other.
struct TypeUnifier {
    private var found: [String: CELType] = [:]
    private var counter = 0

    /// A type that is not known yet.
    mutating func unknown() -> CELType {
        defer { counter += 1 }
        return .parameter("_var\(counter)")
    }

    /// Whether a value of `source` may stand where `target` is asked for; parameters found on the way are kept then.
    mutating func isAssignable(_ target: CELType, _ source: CELType) -> Bool {
        let before = found
        if assign(target, source) { return true }
        found = before
        return false
    }

    /// As ``isAssignable(_:_:)`` for all pairs at once.
    mutating func isAssignable(_ targets: [CELType], _ sources: [CELType]) -> Bool {
        let before = found
        if assign(targets, sources) { return true }
        found = before
        return false
    }

    /// The type with all parameters replaced by what they stand for.
    func substitute(_ type: CELType, unknownsAreDynamic: Bool = false) -> CELType {
        switch type {
        case .parameter(let name):
            if let known = found[name] { return substitute(known, unknownsAreDynamic: unknownsAreDynamic) }
            return unknownsAreDynamic ? .dyn : type
        case .list(let element): return .list(substitute(element, unknownsAreDynamic: unknownsAreDynamic))
        case .map(let key, let value):
            return .map(
                substitute(key, unknownsAreDynamic: unknownsAreDynamic),
                substitute(value, unknownsAreDynamic: unknownsAreDynamic))
        case .optional(let value): return .optional(substitute(value, unknownsAreDynamic: unknownsAreDynamic))
        case .type(.some(let inner)): return .type(substitute(inner, unknownsAreDynamic: unknownsAreDynamic))
        default: return type
        }
    }

    /// The more general of two types of which one may stand for the other.
    static func mostGeneral(_ first: CELType, _ second: CELType) -> CELType {
        isEqualOrLessSpecific(first, second) ? first : second
    }

    private static func isEqualOrLessSpecific(_ first: CELType, _ second: CELType) -> Bool {
        switch (first, second) {
        case (.dyn, _), (.parameter, _): true
        case (_, .dyn), (_, .parameter): false
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): isEqualOrLessSpecific(a, b)
        case (.map(let a, let b), .map(let c, let d)):
            isEqualOrLessSpecific(a, c) && isEqualOrLessSpecific(b, d)
        case (.type, .type): true
        default: first == second
        }
    }

    private mutating func assign(_ targets: [CELType], _ sources: [CELType]) -> Bool {
        guard targets.count == sources.count else { return false }
        for (target, source) in zip(targets, sources) where !assign(target, source) { return false }
        return true
    }

    private mutating func assign(_ target: CELType, _ source: CELType) -> Bool {
        if case .parameter(let name) = source {
            let (isValid, isKnown) = bind(name, to: target)
            if isValid { return true }
            if isKnown { return false }
        }
        if case .parameter(let name) = target { return bind(name, to: source).isValid }
        if target.isDynamicOrError || source.isDynamicOrError { return true }
        switch (target, source) {
        case (.null, let other), (let other, .null):
            switch other {
            case .null, .optional, .object, .opaque, .duration, .timestamp: return true
            default: return false
            }
        case (.list(let a), .list(let b)), (.optional(let a), .optional(let b)): return assign(a, b)
        case (.map(let a, let b), .map(let c, let d)): return assign(a, c) && assign(b, d)
        case (.type, .type): return true
        default: return target == source
        }
    }

    private mutating func bind(_ name: String, to type: CELType) -> (isValid: Bool, isKnown: Bool) {
        if type == .parameter(name) { return (true, true) }
        if let known = found[name] {
            if type == known { return (true, true) }
            guard assign(type, known) else { return (false, true) }
            let general = Self.mostGeneral(type, known)
            if !refers(general, to: name) { found[name] = general }
            return (true, true)
        }
        guard !refers(type, to: name) else { return (false, false) }
        found[name] = type
        return (true, false)
    }

    private func refers(_ type: CELType, to name: String) -> Bool {
        if case .parameter(let other) = type {
            return other == name || found[other].map { refers($0, to: name) } ?? false
        }
        return type.parameters.contains { refers($0, to: name) }
    }
}
