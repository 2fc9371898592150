internal import Glibc
internal import HTTPTransport
internal import KubernetesClient
internal import KubernetesModel
internal import Logging
internal import Platform
internal import UnixSignals

/// A local run: the API in this process, the controllers as children, until a signal comes.
struct DevRun: Sendable {
    let settings: DevSettings
    let folder: DevFolder
    let ports: DevPorts
    let launcher: any ControlPlaneLauncher
    let console: Console
    /// What else runs besides the controllers.
    var companions: [Supervisor] = []

    /// A run that is up.
    struct Ready: Sendable {
        let kubeconfig: String
        let session: Session
    }

    /// What happens when the work of a run is done.
    enum End: Sendable {
        case stay, stop
    }

    /// Runs until a signal comes, or until `body` says so once everything is ready.
    func run(_ body: @escaping @Sendable (Ready) async throws -> End) async throws {
        let (stream, continuation) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let logger = try await controlPlaneLogger()
        let apiSettings = ControlPlaneSettings(
            directory: settings.folder, port: try apiPort(), simulatesWorkloads: settings.simulatesWorkloads)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await launcher.serve(apiSettings, logger: logger) { kubeconfig, _ in
                    continuation.yield(kubeconfig)
                }
                guard !Task.isCancelled else { return }
                throw CommandFailure("the control plane ended by itself; its log: \(folder.logFile("control-plane"))")
            }
            group.addTask {
                for await kubeconfig in stream { return try await runControllers(kubeconfig, body) }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func controlPlaneLogger() async throws -> Logger {
        let path = folder.logFile("control-plane")
        let file = try await BlockingPool.shared.run { try LogFile(path) }
        return Logger(label: "control-plane") { FileLogHandler(name: $0, file: file) }
    }

    /// The port of the API: the one that is wanted, else the usual one if it is free, else any.
    private func apiPort() throws -> Int {
        guard let wanted = settings.port else { return LoopbackPort.isFree(6443) ? 6443 : 0 }
        guard wanted == 0 || LoopbackPort.isFree(wanted) else {
            throw CommandFailure("port \(wanted) on 127.0.0.1 is taken; leave --port out to have a free one chosen")
        }
        return wanted
    }
}

extension DevRun {
    private enum Part: Sendable {
        case program, signal, watching
        case body(End)
    }

    private func runControllers(
        _ kubeconfig: String, _ body: @escaping @Sendable (Ready) async throws -> End
    ) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let ready = try await connect(kubeconfig)
        if !settings.components.isEmpty { try await installKinds(ready) }
        let launches = settings.components.map {
            ControllerLaunch(
                component: $0, settings: settings, folder: folder, ports: ports, kubeconfig: kubeconfig)
        }
        let controllers = launches.map {
            Supervisor(
                name: $0.component, launch: $0.launch, pidFile: folder.pidFile($0.component), console: console)
        }
        try await supervise(controllers + companions, signals) {
            try await waitUntilReady(launches)
            console.line("ready: KUBECONFIG=\(kubeconfig)")
            return try await body(ready)
        } watching: {
            guard !settings.isQuiet else { return }
            try await ProgressStream(session: ready.session).run()
        }
    }

    /// What controllers need to be there; the API alone begins with what every cluster has.
    private func installKinds(_ ready: Ready) async throws {
        let objects = try InstallManifests(settings: InstallSettings()).objects()
        let first = objects.filter { [.namespace, .customResourceDefinition].contains($0.groupVersionKind) }
        _ = try await ManifestApply(cluster: ready.session.cluster).apply(first)
    }

    private func connect(_ kubeconfig: String) async throws -> Ready {
        var access = ClusterAccess()
        access.flags.kubeconfig = kubeconfig
        let environment = ToolEnvironment.current
        let session = Session(
            cluster: try await environment.connect(access).cluster, console: console, namespace: "flux-system",
            timeout: .seconds(300), poll: environment.poll, now: environment.now)
        return Ready(kubeconfig: kubeconfig, session: session)
    }

    /// Runs the programs and the work beside them; ends the programs, in order, whatever ends the run.
    private func supervise(
        _ programs: [Supervisor], _ signals: UnixSignalsSequence,
        body: @escaping @Sendable () async throws -> End, watching: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Part.self) { group in
            for program in programs {
                group.addTask {
                    try await program.run()
                    return .program
                }
            }
            let (stops, firstSignal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            group.addTask {
                var count = 0
                for await _ in signals {
                    count += 1
                    // Who presses Ctrl-C a second time does not want to wait.
                    if count > 1 { for program in programs { program.kill() } }
                    firstSignal.yield()
                }
                return .watching
            }
            group.addTask {
                for await _ in stops { break }
                return .signal
            }
            group.addTask { .body(try await body()) }
            group.addTask {
                try await watching()
                return .watching
            }
            let outcome = await Self.firstEnd(&group)
            if case .success = outcome { console.action("stopping") }
            await Self.stop(programs)
            group.cancelAll()
            try outcome.get()
        }
    }

    private static func firstEnd(_ group: inout ThrowingTaskGroup<Part, any Error>) async -> Result<Void, any Error> {
        do {
            while let part = try await group.next() {
                switch part {
                case .signal, .body(.stop): return .success(())
                case .program, .watching, .body(.stay): continue
                }
            }
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    private static func stop(_ programs: [Supervisor]) async {
        await withTaskGroup(of: Void.self) { group in
            for program in programs { group.addTask { await program.stop() } }
        }
    }

    private func waitUntilReady(_ launches: [ControllerLaunch]) async throws {
        let http = HTTPClient(userAgent: "sluice/v\(SluiceVersion.current)")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for launch in launches { group.addTask { try await Self.waitUntilReady(launch, http) } }
            try await group.waitForAll()
        }
    }

    private static func waitUntilReady(_ launch: ControllerLaunch, _ http: HTTPClient) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            var request = HTTPRequest(url: launch.readyAddress)
            request.totalTimeout = .seconds(2)
            request.connection.ignoresEnvironmentProxy = true
            if let response = try? await http.execute(request), response.status == 200 { return }
            try Task.checkCancellation()
            guard ContinuousClock.now < end else {
                throw CommandFailure(
                    "\(launch.component) is not ready after a minute; its log: \(launch.folder.logFile(launch.component))"
                )
            }
            try await Task.sleep(for: .milliseconds(15))
        }
    }
}
