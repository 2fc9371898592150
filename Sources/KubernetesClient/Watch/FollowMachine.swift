internal import Platform

/// Decides how a list and its watch go on. Pure: the shell lists, watches and sleeps.
struct FollowMachine {
    /// What to do next.
    enum Action: Equatable {
        case list
        case watch(from: String)
        /// Wait, then do what ``FollowMachine/next`` says.
        case pause(Duration)
        /// What cannot pass by itself.
        case fail
    }

    /// A watch that lasted this long was a good one: the next failure is the first again.
    static let goodWatch = Duration.seconds(10)

    private let backoff: Backoff
    private var failures = 0
    /// What comes after a pause.
    private(set) var next = Action.list
    /// The version the watch has seen; empty before the first list.
    private(set) var version = ""

    init(backoff: Backoff = Backoff(initial: .milliseconds(800), limit: .seconds(30), jitter: 0.5)) {
        self.backoff = backoff
    }

    /// The list is complete.
    mutating func listed(_ version: String) -> Action {
        failures = 0
        self.version = version
        return watch()
    }

    /// An event arrived.
    mutating func saw(_ version: String) {
        if !version.isEmpty { self.version = version }
    }

    /// The server ended the watch as it should. One that hangs up at once must not make us spin.
    mutating func watchEnded(lasted: Duration, hasMoved: Bool) -> Action {
        if hasMoved || lasted >= .seconds(1) {
            failures = 0
            return watch()
        }
        return pause(then: .watch(from: version))
    }

    /// The list failed.
    mutating func listFailed(_ code: KubernetesError.Code) -> Action {
        isFinal(code) ? .fail : pause(then: .list)
    }

    /// The watch failed.
    mutating func watchFailed(_ code: KubernetesError.Code, lasted: Duration) -> Action {
        if lasted >= Self.goodWatch { failures = 0 }
        if isFinal(code) { return .fail }
        if code == .expired {
            // At once, but not again and again.
            guard failures > 0 else {
                failures = 1
                next = .list
                return .list
            }
            return pause(then: .list)
        }
        // The version is still good when it was the connection or the server that broke.
        let isBroken = [.connection, .timeout, .serverError, .tooManyRequests, .unreadableAnswer].contains(code)
        return pause(then: isBroken && !version.isEmpty ? .watch(from: version) : .list)
    }

    private mutating func watch() -> Action {
        next = .watch(from: version)
        return next
    }

    private mutating func pause(then action: Action) -> Action {
        defer { failures += 1 }
        next = action
        return .pause(backoff.delay(attempt: failures))
    }

    private func isFinal(_ code: KubernetesError.Code) -> Bool {
        [
            .cancelled, .configuration, .invalidRequest, .noMatch, .badRequest, .unauthorized, .forbidden, .notFound,
            .methodNotAllowed, .invalid,
        ].contains(code)
    }
}
