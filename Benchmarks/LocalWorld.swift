import Glibc
import HTTPTransport
import KubernetesClient
import KubernetesModel
import Platform

/// A Git server, an embedded control plane and the controllers, all as processes of their own, in one folder.
struct LocalWorld {
    let folder: String
    let gitURL: String
    let workingCopy: String
    let cluster: KubernetesClient
    /// From nothing to `ready:`, in seconds.
    let startup: Double
    private let processes: [pid_t]

    /// Starts everything and waits until the control plane and the controllers answer.
    static func start(in folder: String, files: [String: String]) async throws -> LocalWorld {
        guard let sluice = Programs.ours("sluice"), Programs.ours("kustomize-controller") != nil else {
            throw ChildProcess.Failure(description: "sluice and the controllers are not built, see SLUICE_BIN_DIR")
        }
        let seed = folder + "/seed"
        for (path, text) in files {
            try FileSystem.createDirectory(FileSystem.parent(of: seed + "/" + path), mode: 0o700)
            try FileSystem.writeAtomically(Array(text.utf8), to: seed + "/" + path)
        }
        let port = try freePort()
        let server = try ChildProcess.spawn(
            "/usr/bin/env",
            ["python3", "config/demo/git-server.py", "--root", folder, "--seed", seed, "--port", "\(port)"],
            output: folder + "/git.log")
        let clock = ContinuousClock()
        let began = clock.now
        let dev = try ChildProcess.spawn(
            sluice, ["dev", "--dir", folder + "/dev", "--quiet", "--port", "\(try freePort())"],
            output: folder + "/dev.log")
        do {
            let kubeconfig = try await waitForReady(folder + "/dev.log")
            let startup = (clock.now - began).seconds
            var flags = KubeconfigFlags()
            flags.kubeconfig = kubeconfig
            let configuration = try await KubernetesConfiguration.forCommandLine(flags)
            var options = ClientOptions(userAgent: "sluice-benchmarks")
            options.queriesPerSecond = 10_000
            options.burst = 10_000
            let client = KubernetesClient(
                configuration, options: options, http: HTTPClient(userAgent: "sluice-benchmarks"))
            return LocalWorld(
                folder: folder, gitURL: "http://127.0.0.1:\(port)/platform.git", workingCopy: folder + "/platform",
                cluster: client, startup: startup, processes: [dev, server])
        } catch {
            end([dev, server])
            throw error
        }
    }

    /// Ends what was started, by process id, and waits for it.
    func stop() { Self.end(processes) }

    private static func end(_ processes: [pid_t]) {
        for process in processes {
            kill(process, SIGTERM)
            var status: Int32 = 0
            waitpid(process, &status, 0)
        }
    }

    private static func waitForReady(_ log: String) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let text = String(decoding: try FileSystem.read(log), as: UTF8.self)
            for line in text.split(separator: "\n") where line.hasPrefix("ready: KUBECONFIG=") {
                return String(line.dropFirst("ready: KUBECONFIG=".count))
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw ChildProcess.Failure(description: "sluice dev was not ready within a minute, see \(log)")
    }

    private static func freePort() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard bound else { throw ChildProcess.Failure(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

extension LocalWorld {
    /// The process of a component, as its pid file names it.
    func process(_ name: String) throws -> ProcessFigures {
        let text = String(decoding: try FileSystem.read(folder + "/dev/run/\(name).pid"), as: UTF8.self)
        let digits = text.prefix { $0.isNumber }
        guard let pid = pid_t(digits) else { throw ChildProcess.Failure(description: "no process id of \(name)") }
        return ProcessFigures(pid: pid)
    }

    /// Writes a file in the working copy, commits and pushes it.
    func push(_ path: String, _ text: String) throws {
        try FileSystem.writeAtomically(Array(text.utf8), to: workingCopy + "/" + path, mode: 0o644)
        let git = ["git", "-C", workingCopy, "-c", "user.name=b", "-c", "user.email=b@example.com"]
        _ = try ChildProcess.run("/usr/bin/env", git + ["commit", "--quiet", "--all", "-m", "Change \(path)"])
        _ = try ChildProcess.run("/usr/bin/env", git + ["push", "--quiet"])
    }
}

/// What the kernel says of a process.
struct ProcessFigures {
    let pid: pid_t

    /// Resident memory, and what of it is the process's own work and in no file, in megabytes.
    func memory() throws -> (resident: Double, private: Double) {
        let text = String(decoding: try FileSystem.read("/proc/\(pid)/smaps_rollup"), as: UTF8.self)
        func kilobytes(_ name: String) -> Double {
            for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
                return Double(line.split(separator: " ").dropFirst().first ?? "") ?? 0
            }
            return 0
        }
        return (kilobytes("Rss") / 1_024, kilobytes("Anonymous") / 1_024)
    }

    /// User and system time so far, in seconds.
    func cpu() throws -> Double {
        let text = String(decoding: try FileSystem.read("/proc/\(pid)/stat"), as: UTF8.self)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
