internal import ArgumentParser
internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import Platform
internal import ResourceStatus
internal import ToolkitAPI

/// `check`
struct CheckCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            "check", "Check a cluster and the installation in it.",
            examples: [
                ("Check that a cluster is fit for an installation", "check --pre"),
                ("Check an installation", "check"),
            ])
    }

    /// The oldest minor version of Kubernetes 1 that is fit.
    static let oldestMinor = 33

    @Flag(help: "Check the cluster alone.") var pre = false
    @Option(help: ArgumentHelp("The controllers that must be there.", valueName: "names"))
    var components: [String] = []
    @Option(help: ArgumentHelp("Further controllers that must be there.", valueName: "names"))
    var componentsExtra: [String] = []
    @Option(help: ArgumentHelp("The pause between two looks.", valueName: "duration"))
    var pollInterval = DurationArgument("5s")
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func run(in session: Session) async throws {
        let console = session.console
        console.action("checking prerequisites")
        var isFit = await checkKubernetes(in: session)
        if pre {
            guard isFit else { throw CommandFailure.reported() }
            return console.success("prerequisites checks passed")
        }
        console.action("checking version in cluster")
        if await !checkVersion(in: session) { isFit = false }
        console.action("checking controllers")
        if await !checkControllers(in: session) { isFit = false }
        console.action("checking crds")
        if await !checkDefinitions(in: session) { isFit = false }
        guard isFit else { throw CommandFailure("check failed") }
        console.success("all checks passed")
    }

    private func checkKubernetes(in session: Session) async -> Bool {
        do throws(KubernetesError) {
            let version = try await session.cluster.serverVersion()
            let numbers = version.drop { !$0.isNumber }.split(separator: ".", maxSplits: 2)
            let minor = numbers.count > 1 ? Int(numbers[1].prefix { $0.isNumber }) : nil
            guard let major = numbers.first.flatMap({ Int($0) }), let minor else {
                session.console.failure("Kubernetes version can't be determined")
                return false
            }
            let words = ">=1.\(Self.oldestMinor).0-0"
            guard major > 1 || (major == 1 && minor >= Self.oldestMinor) else {
                session.console.failure("Kubernetes version \(version) does not match \(words)")
                return false
            }
            session.console.success("Kubernetes \(version.drop { !$0.isNumber }) \(words)")
            return true
        } catch {
            session.console.failure("Kubernetes API call failed: \(error)")
            return false
        }
    }

    private func checkVersion(in session: Session) async -> Bool {
        do throws(KubernetesError) {
            guard let information = try await ClusterInformation.read(from: session.cluster) else {
                session.console.failure("checking failed: nothing is installed in this cluster")
                return false
            }
            if !information.distribution.isEmpty {
                session.console.success("distribution: \(information.distribution)")
            }
            session.console.success("bootstrapped: \(information.isBootstrapped)")
            return true
        } catch {
            session.console.failure("checking failed: \(error)")
            return false
        }
    }

    private func checkControllers(in session: Session) async -> Bool {
        let selector = "\(LabelName.partOf)=flux"
        do throws(KubernetesError) {
            let options = ListOptions(namespace: session.namespace, labelSelector: selector)
            let deployments = try await session.cluster.list(.deployment, options).items
            if deployments.isEmpty, try await session.runsOnThisMachine {
                session.console.success("controllers run as processes beside the API, as 'sluice dev' says")
                return true
            }
            guard !deployments.isEmpty else {
                session.console.failure(
                    "no controllers found in the '\(session.namespace)' namespace with the label selector '\(selector)'"
                )
                return false
            }
            let wanted = (components + componentsExtra).splittingAtCommas()
            let missing = wanted.filter { name in !deployments.contains { $0.name == name } }
            for name in missing { session.console.failure("\(name): deployment not found") }
            var isReady = missing.isEmpty
            for deployment in deployments where await !checkDeployment(deployment, in: session) { isReady = false }
            return isReady
        } catch {
            session.console.failure("listing the controllers failed: \(error)")
            return false
        }
    }

    private func checkDeployment(_ deployment: KubernetesObject, in session: Session) async -> Bool {
        let watch = Rollout(session: session, pollInterval: pollInterval.duration)
        let isReady = await watch.wait(for: deployment.key)
        for image in deployment.images { session.console.action(image) }
        return isReady
    }

    private func checkDefinitions(in session: Session) async -> Bool {
        let selector = "\(LabelName.partOf)=flux"
        do throws(KubernetesError) {
            let options = ListOptions(labelSelector: selector)
            let definitions = try await session.cluster.list(.customResourceDefinition, options).items
            guard !definitions.isEmpty else {
                session.console.failure("no crds found with the label selector '\(selector)'")
                return false
            }
            var isStored = true
            for definition in definitions {
                if let version = definition.value.at("status", "storedVersions")?.array?.last?.string {
                    session.console.success("\(definition.name)/\(version)")
                } else {
                    isStored = false
                    session.console.failure("no stored versions for \(definition.name)")
                }
            }
            return isStored
        } catch {
            session.console.failure("listing the definitions failed: \(error)")
            return false
        }
    }
}

/// Waits for Deployments.
struct Rollout: Sendable {
    let session: Session
    let pollInterval: Duration

    /// Waits until the Deployment is ready, and says how it went.
    func wait(for key: ObjectKey) async -> Bool {
        var last = "deployment not found"
        do {
            while true {
                if let object = try await session.cluster.getIfPresent(.deployment, key) {
                    let reading = StatusRules.read(object, now: session.now())
                    if reading.status == .current {
                        session.console.success("\(key.name): deployment ready")
                        return true
                    }
                    last = reading.message
                    if reading.status == .failed { break }
                }
                let left = session.deadline - .now
                guard left > .zero else { break }
                try await Task.sleep(for: min(pollInterval, left))
            }
        } catch {
            last = String(describing: error)
        }
        session.console.failure("\(key.name): deployment not ready: \(last)")
        return false
    }
}
