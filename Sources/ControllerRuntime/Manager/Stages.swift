internal import HTTPServing
internal import KubernetesModel
internal import Logging
internal import Platform
internal import Synchronization

/// The parts of a process in the order in which they start.
final class Stages: Sendable {
    /// Raised when the caches are there.
    let synced: StopSignal
    let all: [Stage]
    private let ending: [Stage]

    init(_ manager: Manager, leading: StopSignal) {
        let synced = StopSignal()
        self.synced = synced
        let servers = Stage("servers") { try await Self.serve(manager, until: $0) }
        let caches = Stage("caches") { stop in try await running(until: stop) { try await manager.watches.run() } }
        let events = Stage("events") { stop in await Self.deliver(manager, until: stop) }
        let services = Stage("services") { stop in
            try await running(until: stop) {
                await synced.wait()
                try await manager.services.run()
            }
        }
        let controllers = Stage("controllers") { stop in
            await Self.control(manager, synced: synced, leading: leading, until: stop)
        }
        let leaderServices = Stage("leader services") { stop in
            try await running(until: stop) {
                await leading.wait()
                try await manager.leaderServices.run()
            }
        }
        let election = Stage("election") { stop in
            try await Self.elect(manager, synced: synced, leading: leading, until: stop)
        }
        all = [servers, caches, events, services, leaderServices, election, controllers]
        ending = [services, controllers, leaderServices, caches, events, servers, election]
    }

    /// Ends the parts, one after the other.
    func end() async {
        for stage in ending { await stage.end() }
    }

    private static func serve(_ manager: Manager, until stop: StopSignal) async throws {
        let health = try ServeAddress.parse(manager.settings.healthAddress)
        let metrics = try ServeAddress.parse(manager.settings.metricsAddress)
        var servers: [HTTPService] = []
        if let health {
            servers.append(
                service("health", on: health, manager) { path, query in
                    if let answer = await manager.liveness.answer(path, query) { return answer }
                    return await manager.readiness.answer(path, query) ?? .notFound
                })
        }
        if let metrics {
            servers.append(
                service("metrics", on: metrics, manager) { path, _ in MetricsEndpoint.answer(path, manager.metrics) })
        }
        let ready = servers
        try await running(until: stop) {
            try await withThrowingDiscardingTaskGroup { group in
                for server in ready { group.addTask { try await server.run() } }
            }
            await stop.wait()
        }
    }

    private static func service(
        _ name: String, on address: ServeAddress, _ manager: Manager,
        answer: @escaping @Sendable (_ path: String, _ query: String) async -> ServedAnswer
    ) -> HTTPService {
        HTTPService(
            name, on: address, logger: manager.logger,
            listening: { port in
                manager.logger.info("starting server", metadata: ["name": "\(name)", "port": .stringConvertible(port)])
                manager.listening(name, port)
            },
            answer: { request in await answer(request.path, request.query) })
    }

    private static func deliver(_ manager: Manager, until stop: StopSignal) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await manager.environment.events.run() }
            await stop.wait()
            manager.environment.events.close()
        }
    }

    /// Runs controllers and what belongs to the leader; on stop each controller finishes the runs it is in.
    private static func control(
        _ manager: Manager, synced: StopSignal, leading: StopSignal, until stop: StopSignal
    ) async {
        try? await running(until: stop) { await leading.wait() }
        guard leading.isRaised, !stop.isRaised else { return }
        let runners = manager.registrations.withLock { $0.runners.values.map { $0 } }
        await withDiscardingTaskGroup { group in
            for runner in runners {
                manager.logger.info(
                    "starting workers",
                    metadata: ["controllerKind": "\(runner.kind.kind)", "controllerGroup": "\(runner.kind.group)"])
                group.addTask { await runner.run() }
            }
            group.addTask {
                await stop.wait()
                for runner in runners { runner.shutDown() }
            }
        }
    }

    private static func elect(
        _ manager: Manager, synced: StopSignal, leading: StopSignal, until stop: StopSignal
    ) async throws {
        guard let settings = manager.settings.election else { return }
        try? await running(until: stop) { await synced.wait() }
        guard !stop.isRaised else { return }
        let elector = LeaderElector(
            settings, identity: "\(HostName.current)_\(UniqueID.random())", cluster: manager.leaseCluster,
            metrics: manager.metrics, logger: manager.logger, time: manager.environment.time
        ) { message in
            let lease = ObjectMetadata(name: settings.leaseName, namespace: settings.leaseNamespace)
            manager.emit(
                ReconcileEvent(.trace, ConditionReason("LeaderElection"), message), about: LeaseRecord.kind, lease)
        }
        try await elector.run(until: stop, leading: leading)
    }
}
