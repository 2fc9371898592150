internal import ArgumentParser
internal import Platform

/// The flags every command has.
struct GlobalOptions: ParsableArguments, Sendable {
    @Option(
        name: [.customShort("n", allowingJoined: true), .customLong("namespace")],
        help: ArgumentHelp(
            "The namespace (default: $FLUX_SYSTEM_NAMESPACE, else flux-system).", valueName: "name"),
        completion: .custom(Completions.namespaces))
    var namespaceFlag: String?
    @Flag(help: ArgumentHelp("Take the namespace of the kubeconfig's context.", visibility: .hidden))
    var nsFollowsKubeContext = false
    @Option(help: ArgumentHelp("How long the command may take.", valueName: "duration"))
    var timeout = DurationArgument("5m")
    @Flag(help: "Print what is generated, too.")
    var verbose = false
    @OptionGroup
    var cluster: ClusterFlags

    /// The namespace where no cluster is needed: the flag, else the variable, else `flux-system`.
    func namespace(contextNamespace: String? = nil) throws -> String {
        let environment = ToolEnvironment.current
        let follows = nsFollowsKubeContext || !(environment.variables["FLUX_NS_FOLLOWS_KUBE_CONTEXT"] ?? "").isEmpty
        if let namespaceFlag { return try Self.checked(namespaceFlag) }
        if follows, let contextNamespace { return try Self.checked(contextNamespace) }
        guard let variable = environment.variables["FLUX_SYSTEM_NAMESPACE"], !variable.isEmpty else {
            return "flux-system"
        }
        if NameRules.isLabel(variable) { return variable }
        environment.console.warning("FLUX_SYSTEM_NAMESPACE \"\(variable)\" is no name of a namespace and is ignored")
        return "flux-system"
    }

    private static func checked(_ namespace: String) throws -> String {
        guard NameRules.isLabel(namespace) else {
            throw CommandFailure(
                "namespace \"\(namespace)\" must be a DNS label: lower-case letters, digits and '-', at most 63")
        }
        return namespace
    }

    /// Connects to the cluster.
    ///
    /// - Parameter followsContext: whether the namespace of the context may count.
    func session(followsContext: Bool = true) async throws -> Session {
        let environment = ToolEnvironment.current
        if namespaceFlag != nil { _ = try namespace() }  // a wrong name fails before any call
        let connection = try await environment.connect(try cluster.access)
        return Session(
            cluster: connection.cluster, console: environment.console,
            namespace: try namespace(contextNamespace: followsContext ? connection.contextNamespace : nil),
            timeout: timeout.duration, poll: environment.poll, now: environment.now)
    }
}

/// A duration in Go's notation.
struct DurationArgument: ExpressibleByArgument, Sendable, Equatable {
    let text: String
    let duration: Duration

    init?(argument: String) {
        guard let duration = GoDuration.parse(argument), duration >= .zero else { return nil }
        text = argument
        self.duration = duration
    }

    /// A duration the code itself names; what is none counts as zero.
    init(_ literal: String) {
        text = literal
        duration = GoDuration.parse(literal) ?? .zero
    }

    /// As manifests write it: `1m0s`.
    var manifestText: String { GoDuration.format(duration) }

    var defaultValueDescription: String { text }
}

/// What names may look like.
enum NameRules {
    /// A DNS label, as namespaces and most objects are named.
    static func isLabel(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (1...63).contains(bytes.count), bytes.first != 0x2D, bytes.last != 0x2D else { return false }
        return bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
    }

    /// - Throws: ``CommandFailure`` unless `name` may name an object that a command creates.
    static func check(objectName name: String) throws {
        guard isLabel(name) else {
            throw CommandFailure(
                "name '\(name)' is invalid: lower-case letters, digits and '-', at most 63, with a letter or digit at both "
                    + "ends")
        }
    }
}
