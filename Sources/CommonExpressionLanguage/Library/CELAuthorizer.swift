/// Says what a user may do, for expressions that ask.
public protocol CELAuthorizer: Sendable {
    /// Whether the user of the request may do it.
    func decide(_ check: CELAccessCheck) -> CELAccessDecision

    /// An authorizer that answers for a service account.
    func serviceAccount(namespace: String, name: String) -> any CELAuthorizer
}

/// What an expression asks to be allowed.
public struct CELAccessCheck: Sendable, Hashable {
    /// Set for a path that is no resource; then only it and the verb count.
    public var path: String?
    public var group = ""
    public var resource = ""
    public var subresource = ""
    public var namespace = ""
    public var name = ""
    public var verb = ""
    public var fieldSelector: String?
    public var labelSelector: String?

    /// A check that asks for nothing yet.
    public init() {}
}

/// The answer to a ``CELAccessCheck``.
public struct CELAccessDecision: Sendable, Hashable {
    public var isAllowed: Bool
    public var reason: String
    /// Why no answer was found.
    public var error: String?

    public init(isAllowed: Bool, reason: String = "", error: String? = nil) {
        self.isAllowed = isAllowed
        self.reason = reason
        self.error = error
    }
}

extension CELValue {
    /// The value of a variable `authorizer`.
    public static func authorizer(_ authorizer: any CELAuthorizer) -> CELValue {
        .opaque(AccessValue(LibraryTypes.authorizer, authorizer, CELAccessCheck()))
    }

    /// The value of a variable `authorizer.requestResource`: a check that is all but done.
    public static func resourceCheck(_ authorizer: any CELAuthorizer, _ check: CELAccessCheck) -> CELValue {
        .opaque(AccessValue(LibraryTypes.resourceCheck, authorizer, check))
    }
}

extension CELType {
    /// The type of a variable `authorizer`.
    public static let authorizer = LibraryTypes.authorizer
    /// The type of a check of a resource.
    public static let resourceCheck = LibraryTypes.resourceCheck
}

/// An authorizer, or a check on its way.
final class AccessValue: CELOpaque {
    let type: CELType
    let authorizer: any CELAuthorizer
    let check: CELAccessCheck

    init(_ type: CELType, _ authorizer: any CELAuthorizer, _ check: CELAccessCheck) {
        self.type = type
        self.authorizer = authorizer
        self.check = check
    }

    func equals(_ other: any CELOpaque) -> Bool { (other as? AccessValue)?.check == check }
}

/// The answer, as a value.
final class AccessDecisionValue: CELOpaque {
    let decision: CELAccessDecision

    init(_ decision: CELAccessDecision) { self.decision = decision }

    var type: CELType { LibraryTypes.decision }

    func equals(_ other: any CELOpaque) -> Bool { (other as? AccessDecisionValue)?.decision == decision }
}

extension FunctionTable {
    mutating func addAuthorizer() {
        typealias Change = @Sendable (inout CELAccessCheck, String) -> Void
        let steps: [(String, String, CELType, CELType, Change)] = [
            ("path", "authorizer_path", LibraryTypes.authorizer, LibraryTypes.pathCheck, { $0.path = $1 }),
            ("group", "authorizer_group", LibraryTypes.authorizer, LibraryTypes.groupCheck, { $0.group = $1 }),
            (
                "resource", "groupcheck_resource", LibraryTypes.groupCheck, LibraryTypes.resourceCheck,
                { $0.resource = $1 }
            ),
            (
                "subresource", "resourcecheck_subresource", LibraryTypes.resourceCheck, LibraryTypes.resourceCheck,
                { $0.subresource = $1 }
            ),
            (
                "namespace", "resourcecheck_namespace", LibraryTypes.resourceCheck, LibraryTypes.resourceCheck,
                { $0.namespace = $1 }
            ),
            (
                "name", "resourcecheck_name", LibraryTypes.resourceCheck, LibraryTypes.resourceCheck,
                { $0.name = $1 }
            ),
            (
                "fieldSelector", "authorizer_fieldselector", LibraryTypes.resourceCheck, LibraryTypes.resourceCheck,
                { $0.fieldSelector = $1 }
            ),
            (
                "labelSelector", "authorizer_labelselector", LibraryTypes.resourceCheck, LibraryTypes.resourceCheck,
                { $0.labelSelector = $1 }
            ),
        ]
        for (name, id, source, result, change) in steps {
            member(name, id, source, .string, result) { value, text throws(CELError) in
                let before = try Self.access(value)
                var check = before.check
                change(&check, try Texts.text(text))
                return .opaque(AccessValue(result, before.authorizer, check))
            }
        }
        member(
            "serviceAccount", "authorizer_serviceaccount", [LibraryTypes.authorizer, .string, .string],
            LibraryTypes.authorizer
        ) { values throws(CELError) in
            let account = try Self.access(values[0]).authorizer.serviceAccount(
                namespace: try Texts.text(values[1]), name: try Texts.text(values[2]))
            return .authorizer(account)
        }
        for (id, type) in [
            ("pathcheck_check", LibraryTypes.pathCheck), ("resourcecheck_check", LibraryTypes.resourceCheck),
        ] {
            member("check", id, type, .string, LibraryTypes.decision) { value, verb throws(CELError) in
                let access = try Self.access(value)
                var check = access.check
                check.verb = try Texts.text(verb)
                return .opaque(AccessDecisionValue(access.authorizer.decide(check)))
            }
        }
        let answers: [(String, CELType, @Sendable (CELAccessDecision) -> CELValue)] = [
            ("allowed", .bool, { .bool($0.isAllowed) }), ("reason", .string, { .string($0.reason) }),
            ("errored", .bool, { .bool($0.error != nil) }), ("error", .string, { .string($0.error ?? "") }),
        ]
        for (name, type, answer) in answers {
            member(name, "decision_\(name)", LibraryTypes.decision, type) { value throws(CELError) in
                guard case .opaque(let opaque) = value, let decision = opaque as? AccessDecisionValue else {
                    throw .noSuchOverload(name, value)
                }
                return answer(decision.decision)
            }
        }
    }

    private static func access(_ value: CELValue) throws(CELError) -> AccessValue {
        guard case .opaque(let opaque) = value, let access = opaque as? AccessValue else {
            throw CELError("no such overload")
        }
        return access
    }
}
