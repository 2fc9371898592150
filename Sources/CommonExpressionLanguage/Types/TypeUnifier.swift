/// Finds what type parameters stand for, as types are assigned to each other.
///
/// Types are written out in full, so an expression can double them with each step. None is let grow beyond a limit, what
/// is inside it is dynamic then; and all steps together have a limit, beyond which every type is dynamic.
struct TypeUnifier {
    /// Of how many types one is made at most.
    private static let sizeLimit = 500
    private static let stepLimit = 5_000_000

    private var found: [String: CELType] = [:]
    /// What was found since a test began, with what was known before.
    private var changes: [(name: String, before: CELType?)] = []
    private var steps = 0
    private var counter = 0

    /// A type that is not known yet.
    mutating func unknown() -> CELType {
        defer { counter += 1 }
        return .parameter("_var\(counter)")
    }

    /// Whether a value of `source` may stand where `target` is asked for; parameters found on the way are kept then.
    mutating func isAssignable(_ target: CELType, _ source: CELType) -> Bool {
        test { $0.assign(target, source) }
    }

    /// As ``isAssignable(_:_:)`` for all pairs at once.
    mutating func isAssignable(_ targets: [CELType], _ sources: [CELType]) -> Bool {
        test { $0.assign(targets, sources) }
    }

    private mutating func test(_ body: (inout TypeUnifier) -> Bool) -> Bool {
        changes.removeAll(keepingCapacity: true)
        if body(&self) { return true }
        for change in changes.reversed() { found[change.name] = change.before }
        return false
    }

    private mutating func find(_ name: String, _ type: CELType) {
        changes.append((name, found.updateValue(type, forKey: name)))
    }

    /// Whether the steps are used up.
    var isExhausted: Bool { steps > Self.stepLimit }

    /// The type with all parameters replaced by what they stand for; what is too large for a type is dynamic.
    mutating func substitute(_ type: CELType, unknownsAreDynamic: Bool = false) -> CELType {
        guard !type.parameters.isEmpty || type.isParameter else { return type }
        var room = Self.sizeLimit
        return substitute(type, unknownsAreDynamic, &room)
    }

    /// The type, or when it is too large what ``substitute(_:unknownsAreDynamic:)`` leaves of it.
    mutating func bounded(_ type: CELType) -> CELType {
        var room = Self.sizeLimit
        return Self.fits(type, &room) ? type : substitute(type)
    }

    private static func fits(_ type: CELType, _ room: inout Int) -> Bool {
        room -= 1
        guard room >= 0 else { return false }
        for inner in type.parameters where !fits(inner, &room) { return false }
        return true
    }

    private mutating func substitute(_ type: CELType, _ unknownsAreDynamic: Bool, _ room: inout Int) -> CELType {
        room -= 1
        steps += 1
        guard room >= 0, !isExhausted else { return .dyn }
        switch type {
        case .parameter(let name):
            if let known = found[name] { return substitute(known, unknownsAreDynamic, &room) }
            return unknownsAreDynamic ? .dyn : type
        case .list(let element): return .list(substitute(element, unknownsAreDynamic, &room))
        case .map(let key, let value):
            let newKey = substitute(key, unknownsAreDynamic, &room)
            return .map(newKey, substitute(value, unknownsAreDynamic, &room))
        case .optional(let value): return .optional(substitute(value, unknownsAreDynamic, &room))
        case .type(.some(let inner)): return .type(substitute(inner, unknownsAreDynamic, &room))
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
        steps += 1
        guard !isExhausted else { return true }
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
            if !refers(general, to: name) { find(name, general) }
            return (true, true)
        }
        guard !refers(type, to: name) else { return (false, false) }
        find(name, type)
        return (true, false)
    }

    private mutating func refers(_ type: CELType, to name: String) -> Bool {
        steps += 1
        guard !isExhausted else { return true }
        if case .parameter(let other) = type {
            if other == name { return true }
            guard let known = found[other] else { return false }
            return refers(known, to: name)
        }
        for inner in type.parameters where refers(inner, to: name) { return true }
        return false
    }
}
