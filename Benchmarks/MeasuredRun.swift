import ClusterTesting
import Glibc

/// A program run to its end, with what it cost.
struct MeasuredRun {
    /// User and system time, in seconds.
    var cpu = 0.0
    /// From start to exit, in seconds.
    var wall = 0.0
    /// The most memory it held, in megabytes.
    var peak = 0.0

    /// Runs `program` with its output thrown away and waits for it.
    static func run(_ program: String, _ arguments: [String]) throws -> MeasuredRun {
        let null = try Spawn.open("/dev/null", O_RDWR)
        defer { close(null) }
        let clock = ContinuousClock()
        let start = clock.now
        let end = try Spawn(program, arguments, streams: (null, null, null), outlivesUs: true).waited()
        guard end.code == 0 else {
            throw Spawn.Failure(description: "\(program) \(arguments) ended with status \(end.code)")
        }
        return MeasuredRun(cpu: end.cpu, wall: (clock.now - start).seconds, peak: Double(end.peak) / 1_024)
    }

    /// The cheapest of `count` runs, by CPU: what is left when the machine does nothing else.
    static func best(of count: Int, _ program: String, _ arguments: [String]) throws -> MeasuredRun {
        let runs = try (0..<count).map { _ in try run(program, arguments) }
        guard let best = runs.min(by: { $0.cpu < $1.cpu }) else {
            throw Spawn.Failure(description: "nothing was run")
        }
        return best
    }

    /// What both cost.
    static func + (one: MeasuredRun, other: MeasuredRun) -> MeasuredRun {
        MeasuredRun(cpu: one.cpu + other.cpu, wall: one.wall + other.wall, peak: max(one.peak, other.peak))
    }
}
