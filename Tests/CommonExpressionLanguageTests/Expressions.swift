import CommonExpressionLanguage
import DocumentModel

/// What tests evaluate in.
enum Expressions {
    static let libraries: CELLibraries = [.apiServer, .bindings, .encoders, .mutation]

    static func environment(_ libraries: CELLibraries = Expressions.libraries) -> CELEnvironment {
        var environment = CELEnvironment(libraries: libraries)
        environment.declare("x", .dyn)
        environment.declare("n", .int)
        environment.declare("s", .string)
        return environment
    }

    static func evaluate(
        _ text: String, _ values: [String: Value] = [:], libraries: CELLibraries = Expressions.libraries
    ) throws -> CELValue {
        try environment(libraries).compile(text).evaluate(values.mapValues { CELValue($0) })
    }

    /// The messages about a text that is no valid expression; empty where it is one.
    static func issues(_ text: String) -> String {
        do throws(CELIssues) {
            _ = try environment().compile(text)
            return ""
        } catch {
            return error.description
        }
    }
}
