internal import ArgumentParser

/// `create`
struct CreateCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "create", "Create or update objects, or print their manifests.", UnbuiltCommand.note(under: ["create"]),
            examples: [
                (
                    "Print a Git repository for Git",
                    "create source git platform --url https://git.example.com/platform --branch main --export"
                ),
                (
                    "Apply a directory of it, and wait until it is ready",
                    "create kustomization apps --source platform --path ./apps --prune --wait"
                ),
            ],
            subcommands: [CreateKustomizationCommand.self, CreateSecretCommand.self, CreateSourceCommand.self])
    }
}

/// `create source`
struct CreateSourceCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "source", "Create or update sources.", UnbuiltCommand.note(under: ["create", "source"]),
            examples: [
                (
                    "Create a Git repository",
                    "create source git platform --url https://git.example.com/platform --branch main"
                )
            ],
            subcommands: [CreateSourceGitCommand.self])
    }
}

/// `create secret`
struct CreateSecretCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "secret", "Create or update Secrets for sources.", UnbuiltCommand.note(under: ["create", "secret"]),
            examples: [
                (
                    "Create credentials for Git over HTTPS",
                    "create secret git platform-auth --url https://git.example.com --username git --password \"$TOKEN\""
                )
            ],
            subcommands: [
                CreateSecretGitCommand.self, CreateSecretProxyCommand.self, CreateSecretTLSCommand.self,
            ])
    }
}

/// The flags of everything below `create`.
struct CreateFlags: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("How often to reconcile.", valueName: "duration"))
    var interval = DurationArgument("1m")
    @Flag(help: "Print the manifest and touch nothing.")
    var export = false
    @Option(help: ArgumentHelp("A label for the object; may be repeated.", valueName: "key=value"))
    var label: [String] = []

    /// The labels of the flags.
    ///
    /// - Throws: ``CommandFailure`` for one without the form `key=value`.
    var labels: [String: String] {
        get throws {
            var labels: [String: String] = [:]
            for text in label.splittingAtCommas() {
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty else {
                    throw CommandFailure("invalid label format '\(text)', must be key=value")
                }
                try LabelRules.check(key: String(parts[0]), value: String(parts[1]))
                labels[String(parts[0])] = String(parts[1])
            }
            return labels
        }
    }
}

/// What labels may look like.
enum LabelRules {
    static func check(key: String, value: String) throws {
        let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let prefixFits = parts.count == 1 || (1...253).contains(parts[0].utf8.count)
        guard prefixFits, let name = parts.last, isName(String(name)) else {
            throw CommandFailure(
                "invalid label '\(key)': a name is at most 63 letters, digits, '-', '_' or '.', with a letter or digit at "
                    + "both ends")
        }
        guard value.isEmpty || isName(value) else {
            throw CommandFailure(
                "invalid label value '\(value)': it is at most 63 letters, digits, '-', '_' or '.', with a letter or digit "
                    + "at both ends")
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard (1...63).contains(text.utf8.count), let first = text.utf8.first, let last = text.utf8.last else {
            return false
        }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

extension [String] {
    /// Values of a repeatable flag, each of which may hold several with commas between them.
    func splittingAtCommas() -> [String] {
        flatMap { $0.split(separator: ",").map(String.init) }
    }
}
