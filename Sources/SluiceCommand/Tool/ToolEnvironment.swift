internal import KubernetesClient
internal import Platform

/// What the commands of one run share with the world: streams, clusters, time and variables. Tests put their own in.
struct ToolEnvironment: Sendable {
    /// A cluster, and what its kubeconfig says besides.
    struct Connection: Sendable {
        var cluster: any Cluster
        /// The namespace of the context; nil when none is set there.
        var contextNamespace: String?
    }

    var console: Console
    var connect: @Sendable (ClusterAccess) async throws -> Connection
    /// Starts the control plane of `sluice dev`; nil where it is not linked in.
    var controlPlane: (any ControlPlaneLauncher)?
    /// The variables of the process.
    var variables: [String: String]
    /// The name the tool was called by.
    var programName = "sluice"
    /// Whether help texts are to be shown, with their examples.
    var showsExamples = true
    /// The pauses between two looks at an object that is waited for.
    var poll = Backoff(initial: .milliseconds(50), factor: 1.6, limit: .seconds(2))
    var now: @Sendable () -> Timestamp = { Timestamp.now() }

    /// The environment of this run.
    @TaskLocal static var current = ToolEnvironment(
        console: .process, connect: { try await $0.connect() }, controlPlane: nil, variables: ProcessEnvironment.all())
}
