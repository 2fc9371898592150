internal import ArgumentParser
internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

/// `logs`
struct LogsCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            "logs", "Print what the controllers logged.",
            "Reads the logs of the installation's pods, or the files of a `dev` run when the kubeconfig is that of one.",
            examples: [
                ("Follow the errors of all namespaces", "logs --level error -A --follow"),
                ("Print what concerns one Kustomization", "logs --kind Kustomization --name apps -n flux-system"),
                ("Print the logs of a local run", "logs -A --dir .sluice"),
            ])
    }

    @Option(help: ArgumentHelp("Lines of this level: debug, info or error.", valueName: "level")) var level: String?
    @Option(help: ArgumentHelp("Lines about objects of this kind.", valueName: "kind")) var kind: String?
    @Option(help: ArgumentHelp("Lines about the object of this name.", valueName: "name")) var name: String?
    @Flag(name: .shortAndLong, help: "Print lines as they come.") var follow = false
    @Option(help: ArgumentHelp("How many lines of each log; -1 is all.", valueName: "n")) var tail = -1
    @Option(help: ArgumentHelp("Lines younger than this.", valueName: "duration")) var since: DurationArgument?
    @Option(help: ArgumentHelp("Lines after this time, in RFC 3339.", valueName: "time")) var sinceTime: String?
    @Option(help: ArgumentHelp("The namespace of the installation.", valueName: "name"))
    var fluxNamespace = "flux-system"
    @Flag(name: [.customShort("A"), .long], help: "Lines about objects of all namespaces, and about none.")
    var allNamespaces = false
    @Option(help: ArgumentHelp("The folder of a `dev` run; its log files are read.", valueName: "folder"))
    var dir: String?
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func check() throws {
        if let level, !["debug", "info", "error"].contains(level) {
            throw CommandFailure("log level '\(level)' is not supported, must be one of: debug, info, error")
        }
        guard since == nil || sinceTime == nil else {
            throw CommandFailure("at most one of --since and --since-time may be given")
        }
        if let sinceTime, Timestamp(rfc3339: sinceTime) == nil {
            throw CommandFailure("\(sinceTime) is not a valid (RFC3339) time")
        }
    }

    mutating func run() async throws {
        let command = self
        try command.check()
        if let folder = await command.localRun() {
            let files = LogFiles(folder: folder, filter: try command.filter(), tail: command.tail)
            return try await files.print(follow: command.follow, timeout: command.global.timeout.duration)
        }
        let session = try await command.global.session()
        do {
            try await withDeadline(session.timeout) { try await command.run(in: session) }
        } catch is DeadlineExceeded where command.follow {
            return  // following ends with the timeout
        }
    }

    /// The folder of a `dev` run: the one that is named, else the one the kubeconfig lies in.
    private func localRun() async -> String? {
        if let dir { return dir }
        guard let path = global.cluster.kubeconfig ?? ToolEnvironment.current.variables["KUBECONFIG"] else {
            return nil
        }
        let folder = FileSystem.parent(of: path)
        let isRun = await BlockingPool.shared.runAlways {
            (try? FileSystem.status("\(folder)/run/sluice.pid")) != nil
        }
        return isRun ? folder : nil
    }

    private func filter() throws -> LogFilter {
        let now = ToolEnvironment.current.now()
        return LogFilter(
            level: level, kind: kind, name: name, namespace: allNamespaces ? nil : try global.namespace(),
            since: sinceTime.flatMap { Timestamp(rfc3339: $0) } ?? since.map { now.advanced(by: .zero - $0.duration) })
    }

    func run(in session: Session) async throws {
        let pods = try await pods(in: session)
        guard !pods.isEmpty else {
            throw CommandFailure(
                "no Flux pods found in namespace \"\(fluxNamespace)\"; for the logs of a `dev` run give its folder: --dir"
            )
        }
        let filter = try filter()
        let failures = await withTaskGroup(of: Bool.self) { group in
            for pod in pods {
                if !follow { _ = await group.next() }  // one after the other, so that logs do not mix
                group.addTask { await printLog(of: pod, filter, in: session) }
            }
            return await group.reduce(0) { $0 + ($1 ? 0 : 1) }
        }
        guard failures == 0 else { throw CommandFailure("failed to collect logs from all Flux pods") }
    }

    /// One pod for each Deployment of the installation, a running one if there is one.
    private func pods(in session: Session) async throws -> [KubernetesObject] {
        let options = ListOptions(namespace: fluxNamespace, labelSelector: "\(LabelName.partOf)=flux")
        var pods: [KubernetesObject] = []
        for deployment in try await session.cluster.list(.deployment, options).items {
            let labels = deployment.value.at("spec", "template", "metadata", "labels")?.object ?? [:]
            let selector = labels.map { "\($0.key)=\($0.value.string ?? "")" }.sorted().joined(separator: ",")
            let found = try await session.cluster.list(
                .pod, ListOptions(namespace: fluxNamespace, labelSelector: selector)
            ).items
            let running = found.first { $0.value.at("status", "phase")?.string == "Running" }
            if let pod = running ?? found.first { pods.append(pod) }
        }
        return pods
    }

    private func printLog(of pod: KubernetesObject, _ filter: LogFilter, in session: Session) async -> Bool {
        var options = PodLogOptions()
        options.follow = follow
        if tail >= 0 { options.tailLines = Int64(tail) }
        options.sinceSeconds = since.map { max(1, $0.duration.components.seconds) }
        options.sinceTime = sinceTime
        if (pod.value.at("spec", "containers")?.array?.count ?? 0) > 1 { options.container = "manager" }
        let printer = LogPrinter(filter: filter, console: session.console)
        do throws(KubernetesError) {
            try await session.cluster.podLogs(pod.key, options) { bytes in
                await printer.take(bytes)
                return .proceed
            }
            await printer.finish()
            return true
        } catch {
            session.console.note("failed getting logs: \(error)")
            return false
        }
    }
}

/// Prints the lines of one log that pass a filter.
actor LogPrinter {
    private let filter: LogFilter
    private let console: Console
    private var splitter = LineSplitter()

    init(filter: LogFilter, console: Console) {
        self.filter = filter
        self.console = console
    }

    func take(_ bytes: [UInt8]) {
        for line in splitter.lines(completedBy: bytes) { print(line) }
    }

    func finish() {
        if let line = splitter.remainder() { print(line) }
    }

    private func print(_ text: String) {
        guard let line = LogLine(text), filter.keeps(line) else { return }
        console.line(line.text)
    }
}
