internal import KubernetesModel
internal import Logging

/// Where a reflector puts what it sees.
protocol ReflectorTarget: Sendable {
    var scope: WatchScope { get }
    /// A full list begins; ``receive(_:)`` gets its objects.
    func beginList()
    /// The list is complete: what it did not hold is gone.
    func endList()
    /// An object as it now is.
    func receive(_ object: KubernetesObject)
    /// An object is gone.
    func remove(_ object: KubernetesObject)
    func report(_ state: InformerState)
}

/// Keeps a cache current: list, then watch from there; list again only when the version is too old to watch from.
struct Reflector: Sendable {
    static let firstDelay = Duration.milliseconds(800)
    static let longestDelay = Duration.seconds(30)

    let target: any ReflectorTarget
    let cluster: any ClusterAPI
    let logger: Logger
    let time: TimeSource

    /// What to do after a watch ended.
    private enum After { case watchAgain, listAgain }

    /// Runs until cancelled.
    func run() async {
        var delay = Self.firstDelay
        while !Task.isCancelled {
            do throws(ClusterError) {
                target.beginList()
                var version = try await cluster.list(target.scope, restart: { target.beginList() }) { page in
                    for object in page { target.receive(object) }
                }
                target.endList()
                target.report(.warm)
                while await watch(from: &version, &delay) == .watchAgain {}
            } catch {
                await stumble(error, "list", &delay)
            }
        }
    }

    /// Watches once, and says how to go on.
    private func watch(from version: inout String, _ delay: inout Duration) async -> After {
        guard !Task.isCancelled else { return .listAgain }
        let began = time.now()
        var latest = version
        var failure: ClusterError?
        do throws(ClusterError) {
            try await cluster.watch(target.scope, from: version) { event in
                switch event {
                case .changed(let object):
                    latest = object.resourceVersion
                    target.receive(object)
                case .deleted(let object):
                    latest = object.resourceVersion
                    target.remove(object)
                case .bookmark(let bookmark): latest = bookmark
                }
            }
        } catch {
            failure = error
        }
        let hasMoved = latest != version
        version = latest
        let lasted = time.now() - began
        if hasMoved || lasted > .seconds(1) { delay = Self.firstDelay }
        return await decide(failure, hasMoved: hasMoved, lasted: lasted, &delay)
    }

    private func decide(
        _ failure: ClusterError?, hasMoved: Bool, lasted: Duration, _ delay: inout Duration
    ) async -> After {
        guard let failure else {
            // A server that hangs up at once must not make us spin.
            if !hasMoved, lasted < .seconds(1) { await pause(Self.firstDelay) }
            return .watchAgain
        }
        switch failure.code {
        case .cancelled: return .listAgain
        case .expired:
            logger.info(
                "the watch of \(target.scope.kind.kind) objects expired; listing them again",
                metadata: ["apiVersion": "\(target.scope.kind.apiVersion)"])
            if lasted < .seconds(1) { await pause(Self.firstDelay) }
            return .listAgain
        default:
            // A list tells for sure when the cache is current again; a quiet watch would not.
            await stumble(failure, "watch", &delay)
            return .listAgain
        }
    }

    private func stumble(_ error: ClusterError, _ verb: String, _ delay: inout Duration) async {
        guard error.code != .cancelled, !Task.isCancelled else { return }
        target.report(.broken(error.message))
        logger.error(
            "cannot \(verb) \(target.scope.kind.kind) objects; trying again",
            metadata: ["apiVersion": "\(target.scope.kind.apiVersion)", "error": "\(error.message)"])
        await pause(delay)
        delay = min(delay * 2, Self.longestDelay)
    }

    private func pause(_ delay: Duration) async {
        try? await time.sleep(time.now() + delay * Double.random(in: 1...1.5))  // only cancellation ends it early
    }
}
