internal import ArgumentParser
internal import Kustomize
internal import Platform

/// `envsubst`
struct EnvsubstCommand: AsyncParsableCommand, Sendable {
    static var configuration: CommandConfiguration {
        .command(
            "envsubst", "Replace ${variables} in standard input by the environment.",
            "Reads lines and writes them with the syntax of a Kustomization's postBuild substitution.",
            examples: [
                ("Fill in a manifest", "envsubst < deployment.yaml"),
                ("Fail on a variable that is not set", "envsubst --strict < deployment.yaml"),
            ])
    }

    @Flag(help: "Fail on a variable with neither value nor default.") var strict = false

    mutating func run() async throws {
        let environment = ToolEnvironment.current
        // Variables whose names no reference can spell are none of ours.
        let variables = environment.variables.filter { Self.isName($0.key) }
        let substitution = try Substitution(variables: variables, isStrict: strict)
        while let line = try await BlockingPool.shared.run({ environment.console.input() }) {
            environment.console.line(String(decoding: try substitution.apply(to: Array(line.utf8)), as: UTF8.self))
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
        }
    }
}
