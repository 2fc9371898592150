/// Reads a command line by the rules of pflag: `--name=value`, `--name value`, booleans also bare, `--` ends the flags.
struct FlagParser {
    /// What a command line asks for.
    enum Outcome: Sendable {
        case run(FlagValues)
        case help
    }

    private let flags: [String: any FlagDeclaration]

    init(_ flags: [any FlagDeclaration]) {
        self.flags = Dictionary(flags.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - environment: reads a variable; empty counts as not set.
    /// - Throws: ``FlagSyntaxError`` in pflag's words.
    func parse(_ arguments: [String], environment: (String) -> String?) throws(FlagSyntaxError) -> Outcome {
        var values = try defaults(environment)
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" { break }
            if argument == "--help" || argument == "-h" { return .help }
            guard argument.hasPrefix("--") else {
                if argument.hasPrefix("-"), argument.count > 1 {
                    throw FlagSyntaxError("unknown shorthand flag: \(argument); flags are written with two dashes")
                }
                throw FlagSyntaxError("unexpected argument \"\(argument)\": this program takes flags only")
            }
            let body = argument.dropFirst(2)
            let name = String(body.prefix { $0 != "=" })
            guard let flag = flags[name] else { throw FlagSyntaxError("unknown flag: --\(name)") }
            let text: String
            if body.count > name.count {
                text = String(body.dropFirst(name.count + 1))
            } else if type(of: flag).isBoolean {
                text = "true"
            } else if let next = rest.popFirst() {
                text = next
            } else {
                throw FlagSyntaxError("flag needs an argument: --\(name)")
            }
            try set(flag, text, in: &values)
        }
        return .run(values)
    }

    private func defaults(_ environment: (String) -> String?) throws(FlagSyntaxError) -> FlagValues {
        var values = FlagValues()
        for flag in flags.values {
            guard let variable = flag.environment, let text = environment(variable), !text.isEmpty else { continue }
            try set(flag, text, in: &values)
        }
        values.given = []
        return values
    }

    private func set(_ flag: some FlagDeclaration, _ text: String, in values: inout FlagValues) throws(FlagSyntaxError)
    {
        do {
            let earlier = values.given.contains(flag.name) ? values.values[flag.name] : nil
            values.values[flag.name] = try flag.read(text, after: earlier)
            values.given.insert(flag.name)
        } catch {
            throw FlagSyntaxError("invalid argument \"\(text)\" for \"--\(flag.name)\" flag: \(error)")
        }
    }
}

extension FlagDeclaration {
    static var isBoolean: Bool { Value.isBoolean }

    /// Reads `text` as this flag's type.
    fileprivate func read(_ text: String, after earlier: (any Sendable)?) throws(FlagSyntaxError) -> any Sendable {
        try Value.parse(text, after: earlier as? Value)
    }
}
