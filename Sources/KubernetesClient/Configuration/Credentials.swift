public import Platform

/// How a client tells an API server who it is, beyond a client certificate in the connection.
public enum Credentials: Sendable, Hashable {
    /// Nothing, or a client certificate alone.
    case none
    case token(Secret<String>)
    /// A file that holds a token and may be replaced at any time.
    case tokenFile(path: String)
    case basic(user: String, password: Secret<String>)
    /// A program that prints credentials.
    case exec(ExecPlugin)
}

/// A program that prints credentials (`client.authentication.k8s.io`).
public struct ExecPlugin: Sendable, Hashable {
    /// Whether the program may ask its user something.
    public enum InteractiveMode: String, Sendable, Hashable {
        case never = "Never"
        case ifAvailable = "IfAvailable"
        case always = "Always"
    }

    public var apiVersion: String
    public var command: String
    public var arguments: [String]
    public var environment: [EnvironmentVariable]
    /// What to tell a user who does not have the program.
    public var installHint: String
    /// Whether the program learns about the cluster.
    public var provideClusterInfo: Bool
    public var interactiveMode: InteractiveMode
    /// The folder of the kubeconfig, which a relative command with a slash stands in.
    public var folder: String

    /// One variable for the program.
    public struct EnvironmentVariable: Sendable, Hashable {
        public var name: String
        public var value: Secret<String>

        public init(name: String, value: Secret<String>) {
            self.name = name
            self.value = value
        }
    }

    public init(apiVersion: String, command: String) {
        self.apiVersion = apiVersion
        self.command = command
        arguments = []
        environment = []
        installHint = ""
        provideClusterInfo = false
        interactiveMode = .ifAvailable
        folder = ""
    }
}

/// Whom to act as, in place of the one who authenticates.
public struct Impersonation: Sendable, Hashable {
    public var user: String
    public var groups: [String]
    public var uid: String
    public var extra: [String: [String]]

    public init(user: String, groups: [String] = [], uid: String = "", extra: [String: [String]] = [:]) {
        self.user = user
        self.groups = groups
        self.uid = uid
        self.extra = extra
    }

    /// A service account of the cluster.
    public static func serviceAccount(namespace: String, name: String) -> Impersonation {
        Impersonation(user: "system:serviceaccount:\(namespace):\(name)")
    }
}
