internal import ArgumentParser

/// Brings a command line as Go tools take it into the form the parser takes.
///
/// Persistent flags may stand before and between the names of commands: they are moved behind them. A switch may be given a
/// value, as in `--prune=true`: it becomes the switch, its opposite or nothing.
struct CommandLineRewriter {
    /// A command line that is rewritten.
    struct Line: Equatable {
        /// The names of the commands that lead to the one to run, as they were typed; the first unknown one ends them.
        var path: [String]
        /// All of it, for the parser.
        var arguments: [String]
        /// Whether it ends in a help text: it asks for one, or stops at a group of commands.
        var showsHelp = true
        /// The command to run; nil where the line does not lead to one, or to a help text.
        var command: (any ParsableCommand.Type)?

        static func == (left: Line, right: Line) -> Bool {
            left.path == right.path && left.arguments == right.arguments && left.showsHelp == right.showsHelp
        }
    }

    let root: any ParsableCommand.Type

    func rewrite(_ arguments: [String]) -> Line {
        // What the shell's completion asks is none of our business.
        if arguments.first?.hasPrefix("---") == true { return Line(path: [], arguments: arguments) }
        var path: [String] = []
        var moved: [String] = []
        var rest = arguments[...]
        var command: (any ParsableCommand.Type)? = root
        walk: while let argument = rest.first, argument != "--" {
            rest = rest.dropFirst()
            if argument.hasPrefix("-"), argument != "-" {
                moved.append(argument)
                if Self.takesValue(argument), let value = rest.popFirst() { moved.append(value) }
                continue
            }
            guard let current = command, let next = Self.subcommand(argument, of: current) else {
                rest = [argument] + rest
                break walk
            }
            path.append(argument)
            command = next
        }
        let names = path + unknownNames(after: command, rest)
        let (flags, operands) = Self.split(rest)
        let isGroup = command.map { !$0.configuration.subcommands.isEmpty } ?? true
        let asksForHelp = arguments.contains {
            ["--help", "-h", "help", "--version"].contains($0) || $0.contains("-dump-help")
        }
        return Line(
            path: names, arguments: path + (moved + flags).flatMap(Self.withoutValue) + operands,
            showsHelp: isGroup || asksForHelp, command: isGroup || asksForHelp ? nil : command)
    }

    /// The word that stands where a command was expected, and the one behind it: for telling unbuilt verbs from typing errors.
    private func unknownNames(after command: (any ParsableCommand.Type)?, _ rest: ArraySlice<String>) -> [String] {
        guard let command, !command.configuration.subcommands.isEmpty else { return [] }
        return Array(rest.prefix { !$0.hasPrefix("-") }.prefix(2))
    }

    private static func subcommand(
        _ name: String, of command: any ParsableCommand.Type
    ) -> (any ParsableCommand.Type)? {
        command.configuration.subcommands.first { candidate in
            let configuration = candidate.configuration
            return configuration.commandName == name || configuration.aliases.contains(name)
        }
    }

    /// What stands before `--`, and the rest with it.
    private static func split(_ arguments: ArraySlice<String>) -> ([String], [String]) {
        guard let end = arguments.firstIndex(of: "--") else { return (Array(arguments), []) }
        return (Array(arguments[..<end]), Array(arguments[end...]))
    }

    private static func takesValue(_ argument: String) -> Bool {
        guard !argument.contains("=") else { return false }
        return FlagNames.persistentWithValue.contains(argument)
    }

    /// A switch with a value becomes a switch; anything else stays.
    private static func withoutValue(_ argument: String) -> [String] {
        guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else { return [argument] }
        let name = String(argument[argument.index(argument.startIndex, offsetBy: 2)..<equals])
        guard FlagNames.switches.contains(name) else { return [argument] }
        switch argument[argument.index(after: equals)...].lowercased() {
        case "true", "t", "1": return ["--\(name)"]
        case "false", "f", "0": return FlagNames.invertible.contains(name) ? ["--no-\(name)"] : []
        default: return [argument]
        }
    }
}

/// The names of flags that the rewriting of command lines must know.
enum FlagNames {
    /// Flags of command groups that take a value and may stand before the name of a command.
    static let persistentWithValue: Set<String> = Set(
        [
            "timeout", "namespace", "kube-api-qps", "kube-api-burst", "kubeconfig", "context", "cluster", "user",
            "token",
            "server", "tls-server-name", "certificate-authority", "client-certificate", "client-key", "as", "as-group",
            "as-uid", "as-user-extra", "cache-dir", "label-selector", "status-selector", "interval", "label",
            "fetch-timeout",
        ].map { "--\($0)" } + ["-n", "-l"])

    /// Switches that are on unless told otherwise, or that know three states.
    static let invertible: Set<String> = [
        "network-policy", "watch-all-namespaces", "progress-bar", "simulate-workloads", "wait",
    ]

    /// All switches.
    static let switches: Set<String> = invertible.union([
        "verbose", "ns-follows-kube-context", "insecure-skip-tls-verify", "disable-compression", "all-namespaces",
        "no-header", "watch", "show-source", "export", "prune", "silent", "recurse-submodules", "all", "with-source",
        "with-credentials", "force", "reset", "pre", "client", "compact", "follow", "strict", "strict-substitute",
        "recursive", "in-memory-build", "dry-run", "ignore-not-found", "keep-namespace", "control-plane-only",
        "bootstrap", "quiet", "demo", "exit", "yes", "enable-helm",
    ])
}
