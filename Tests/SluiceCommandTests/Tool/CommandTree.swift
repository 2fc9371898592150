import ArgumentParser
import DocumentModel
import Testing

@testable import SluiceCommand

/// All commands, as the parser describes them.
enum CommandTree {
    struct Command: CustomTestStringConvertible {
        let path: [String]
        let value: Value
        var testDescription: String { path.joined(separator: " ") }
    }

    struct Flag {
        let name: String
        let takesValue: Bool
    }

    static let all: [Command] = {
        let dump = (try? JSON.parse(RootCommand._dumpHelp())) ?? .null
        return walk(dump["command"] ?? .null, [])
    }()

    private static func walk(_ value: Value, _ path: [String]) -> [Command] {
        let name = value["commandName"]?.string ?? ""
        guard name != "help" else { return [] }
        let own = path + [name]
        return [Command(path: own, value: value)] + (value["subcommands"]?.array ?? []).flatMap { walk($0, own) }
    }

    static func flags(of command: Command) -> [Flag] {
        (command.value["arguments"]?.array ?? []).flatMap { argument -> [Flag] in
            guard argument["kind"]?.string != "positional" else { return [] }
            return (argument["names"]?.array ?? []).filter { $0["kind"]?.string == "long" }.compactMap { name in
                name["name"]?.string.map { Flag(name: $0, takesValue: argument["kind"]?.string == "option") }
            }
        }
    }
}
