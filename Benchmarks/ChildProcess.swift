import Glibc

/// A program run to its end, with what it cost.
struct ChildProcess {
    /// User and system time, in seconds.
    var cpu: Double
    /// From start to exit, in seconds.
    var wall: Double
    /// The most memory it held, in megabytes.
    var peak: Double

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Runs `program` with its output thrown away and waits for it.
    static func run(_ program: String, _ arguments: [String]) throws -> ChildProcess {
        let clock = ContinuousClock()
        let start = clock.now
        let process = try spawn(program, arguments)
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw Failure(description: "cannot wait for \(program)") }
        }
        guard status == 0 else { throw Failure(description: "\(program) \(arguments) ended with status \(status)") }
        return ChildProcess(
            cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime), wall: (clock.now - start).seconds,
            peak: Double(usage.ru_maxrss) / 1_024)
    }

    /// The cheapest of `count` runs, by CPU: what is left when the machine does nothing else.
    static func best(of count: Int, _ program: String, _ arguments: [String]) throws -> ChildProcess {
        let runs = try (0..<count).map { _ in try run(program, arguments) }
        guard let best = runs.min(by: { $0.cpu < $1.cpu }) else { throw Failure(description: "nothing was run") }
        return best
    }

    /// Starts `program` and returns its process id. `output` gets what it prints; nil throws it away.
    static func spawn(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], output: String? = nil
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let file = output ?? "/dev/null"
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, file, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, file, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The threads of the runtime block signals; what they start must hear when it is to end.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var all = inherited
        all.merge(environment) { _, own in own }
        var argv: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = all.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var process = pid_t()
        let result = posix_spawn(&process, program, &actions, &attributes, &argv, &envp)
        guard result == 0 else {
            throw Failure(description: "cannot start \(program): \(String(cString: strerror(result)))")
        }
        return process
    }

    private static var inherited: [String: String] {
        var all: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { all[String(pair[0])] = String(pair[1]) }
            entry += 1
        }
        return all
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

/// Where the programs are that are measured and compared with.
enum Programs {
    /// One of ours; nil when it is not built.
    static func ours(_ name: String) -> String? {
        let folder = variable("SLUICE_BIN_DIR") ?? folderOfThisProgram
        return executable("\(folder)/\(name)")
    }

    /// One of the reference tools; nil when it is not installed.
    static func oracle(_ name: String) -> String? { executable("\(variable("SLUICE_ORACLES") ?? ".oracles")/\(name)") }

    static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    private static func executable(_ path: String) -> String? { access(path, X_OK) == 0 ? path : nil }

    private static var folderOfThisProgram: String {
        let path = CommandLine.arguments[0]
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
