internal import ArgumentParser
internal import DocumentModel
internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

/// `create source git NAME`
struct CreateSourceGitCommand: AsyncParsableCommand, Sendable {
    static var configuration: CommandConfiguration {
        .command(
            "git", "Create or update a GitRepository.",
            "Waits until the repository is fetched. Credentials go into a Secret of the same name. For ssh:// without --secret-ref "
                + "a deploy key is made, or read from --private-key-file, and the host's key is trusted as it is now.",
            examples: [
                (
                    "Follow a branch",
                    "create source git platform --url https://git.example.com/platform --branch main"
                ),
                (
                    "Follow the highest tag of a range",
                    "create source git app --url https://git.example.com/app --tag-semver '>=1.0.0 <2.0.0'"
                ),
                (
                    "Make a deploy key, and wait until you added it to the repository",
                    "create source git app --url ssh://git@git.example.com/app --branch main"
                ),
                (
                    "Use credentials that are in a Secret",
                    "create source git app --url ssh://git@git.example.com/app --branch main --secret-ref app-key"
                ),
                (
                    "Print the manifest for Git",
                    "create source git app --url https://git.example.com/app --tag v1.2.3 --export"
                ),
            ])
    }

    @Argument(help: "The name of the object.") var name: String
    @Option(help: ArgumentHelp("The repository: ssh://, http:// or https://.", valueName: "url"))
    var url: String?
    @OptionGroup var reference: GitReferenceFlags
    @OptionGroup var credentials: GitCredentialFlags
    @Option(help: ArgumentHelp("The name of a Secret with credentials.", valueName: "name"))
    var secretRef: String?
    @Option(help: ArgumentHelp("The name of a Secret with a proxy.", valueName: "name"))
    var proxySecretRef: String?
    @Option(
        help: ArgumentHelp("Where credentials come from: generic, github, aws, azure.", valueName: "name"),
        transform: { try Self.provider($0) })
    var provider: GitRepository.Provider?
    @Flag(help: "Check submodules out as well.")
    var recurseSubmodules = false
    @Option(help: ArgumentHelp("Patterns to leave out, with commas between them.", valueName: "patterns"))
    var ignorePaths: [String] = []
    @Option(help: ArgumentHelp("The only folders to check out, with commas between them.", valueName: "paths"))
    var sparseCheckoutPaths: [String] = []
    @Option(help: ArgumentHelp("How long a fetch may take.", valueName: "duration"))
    var fetchTimeout: DurationArgument?
    @Flag(name: .shortAndLong, help: "Do not ask whether the deploy key was added.")
    var silent = false
    @OptionGroup var create: CreateFlags
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    private static func provider(_ text: String) throws -> GitRepository.Provider {
        guard let provider = GitRepository.Provider(rawValue: text) else {
            let names = GitRepository.Provider.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("source Git provider '\(text)' is not supported, must be one of: \(names)")
        }
        return provider
    }

    mutating func run() async throws {
        let repository = try repository(namespace: try global.namespace())
        let manifest = try Manifest.object(repository)
        guard !create.export else { return ToolEnvironment.current.console.text(Export.text(manifest)) }
        try await CreateSourceGitRun(
            global: global, repository: repository, credentials: credentials, hasSecret: secretRef != nil, asks: !silent
        ).run()
    }

    /// The object the flags describe.
    func repository(namespace: String) throws -> GitRepository {
        try NameRules.check(objectName: name)
        let scheme = try GitAddress.scheme(of: url)
        let reference = try reference.reference
        guard credentials.caFile == nil || scheme != .ssh else {
            throw CommandFailure("specifying a CA file is not supported for Git over SSH")
        }
        var spec = GitRepository.Spec(url: url ?? "", interval: APIDuration(create.interval.duration))
        spec.ref = reference
        spec.timeout = fetchTimeout.flatMap { $0.duration > .zero ? APIDuration($0.duration) : nil }
        spec.secretRef = secretRef.map { LocalObjectReference(name: $0) }
        spec.proxySecretRef = proxySecretRef.map { LocalObjectReference(name: $0) }
        spec.provider = provider
        spec.recurseSubmodules = recurseSubmodules ? true : nil
        let ignored = ignorePaths.splittingAtCommas()
        spec.ignore = ignored.isEmpty ? nil : ignored.joined(separator: "\n")
        let sparse = sparseCheckoutPaths.splittingAtCommas()
        spec.sparseCheckout = sparse.isEmpty ? nil : sparse
        let metadata = ObjectMetadata(name: name, namespace: namespace, labels: try create.labels)
        return GitRepository(metadata: metadata, spec: spec)
    }
}

/// Which commit to follow.
struct GitReferenceFlags: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("A branch.", valueName: "name")) var branch: String?
    @Option(help: ArgumentHelp("A tag.", valueName: "name")) var tag: String?
    @Option(help: ArgumentHelp("The highest tag of a range of versions.", valueName: "range")) var tagSemver: String?
    @Option(help: ArgumentHelp("A reference, such as refs/pull/1/head.", valueName: "name")) var refName: String?
    @Option(help: ArgumentHelp("A commit; --branch may say where it is.", valueName: "sha")) var commit: String?

    /// - Throws: ``CommandFailure`` when no flag is given.
    var reference: GitRepository.Reference {
        get throws {
            if let commit { return GitRepository.Reference(branch: branch, commit: commit) }
            if let refName { return GitRepository.Reference(name: refName) }
            if let tagSemver { return GitRepository.Reference(semver: tagSemver) }
            if let tag { return GitRepository.Reference(tag: tag) }
            if let branch { return GitRepository.Reference(branch: branch) }
            throw CommandFailure(
                "a Git ref is required, use one of the following: --branch, --tag, --commit, --ref-name or --tag-semver"
            )
        }
    }
}

/// Credentials for a repository.
struct GitCredentialFlags: ParsableArguments, Sendable {
    @Option(name: .shortAndLong, help: ArgumentHelp("The user for basic authentication.", valueName: "name"))
    var username: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The password for basic authentication.", valueName: "text"))
    var password: String?
    @Option(help: ArgumentHelp("Certificates to trust.", valueName: "file"))
    var caFile: String?
    @Option(help: ArgumentHelp("An SSH key; --password is its passphrase.", valueName: "file"))
    var privateKeyFile: String?
    @OptionGroup var key: SSHKeyFlags
}

/// What SSH key to make.
struct SSHKeyFlags: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("rsa, ecdsa or ed25519.", valueName: "name"))
    var sshKeyAlgorithm = "ecdsa"
    @Option(help: ArgumentHelp("The size of an RSA key.", valueName: "bits"))
    var sshRsaBits = 2048
    @Option(help: ArgumentHelp("p256, p384 or p521.", valueName: "name"))
    var sshEcdsaCurve = "p384"
}

/// The address of a repository as commands check it.
enum GitAddress {
    enum Scheme: String {
        case ssh, http, https
    }

    static func scheme(of url: String?) throws -> Scheme {
        guard let url, !url.isEmpty else { throw CommandFailure("url is required") }
        guard let end = url.range(of: "://") else {
            throw CommandFailure(
                "git URL '\(withoutUser(url))' has no scheme; it must begin with ssh://, http:// or https://")
        }
        let name = String(url[..<end.lowerBound]).lowercased()
        guard let scheme = Scheme(rawValue: name) else {
            throw CommandFailure("git URL scheme '\(name)' not supported, can be: ssh, http and https")
        }
        return scheme
    }

    /// Credentials in a URL are not for messages.
    private static func withoutUser(_ url: String) -> String {
        guard let at = url.lastIndex(of: "@") else { return url }
        return String(url[url.index(after: at)...])
    }
}

extension String {
    /// The first place of `text`.
    func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
