internal import CommonExpressionLanguage
internal import Synchronization

/// `variables` of a policy: each is evaluated when it is first asked for, and once.
final class PolicyVariables: CELOpaque {
    private let programs: [String: CELProgram]
    private let values: [String: CELValue]
    private let known = Mutex<[String: Result<CELValue, CELError>]>([:])
    private let spent = Mutex<UInt64>(0)
    /// How many variables are being evaluated, one for another.
    private let depth = Mutex(0)
    private static let depthLimit = 100

    init(_ programs: [String: CELProgram], values: [String: CELValue]) {
        self.programs = programs
        self.values = values
    }

    var type: CELType { .object(PolicyEnvironment.variablesType) }

    func equals(_ other: any CELOpaque) -> Bool { other === self }

    func hasField(_ name: String) -> Bool { programs[name] != nil }

    func field(_ name: String) throws(CELError) -> CELValue? {
        if let result = known.withLock({ $0[name] }) { return try result.get() }
        guard let program = programs[name] else { return nil }
        let depth = self.depth.withLock { depth in
            depth += 1
            return depth
        }
        defer { self.depth.withLock { $0 -= 1 } }
        guard depth <= Self.depthLimit else { throw CELError("variables lead to each other more than 100 times") }
        var values = values
        // A variable may use those before it; that it never asks for itself is seen to when it is compiled.
        values["variables"] = .opaque(self)
        let outcome = program.run(values)
        spent.withLock { $0 &+= outcome.cost }
        let result = outcome.result.mapError { error in
            CELError("composited variable \"\(name)\" fails to evaluate: \(error.message)", kind: error.kind)
        }
        known.withLock { $0[name] = result }
        return try result.get()
    }

    /// What was spent since this was asked for last.
    func takeCost() -> UInt64 {
        spent.withLock { spent in
            defer { spent = 0 }
            return spent
        }
    }
}
