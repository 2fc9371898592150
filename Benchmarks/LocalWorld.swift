import ClusterTesting
import Glibc
import KubernetesClient
import KubernetesModel
import Platform

/// A Git server, an embedded control plane and the controllers, all as processes of their own, in one folder.
struct LocalWorld: Sendable {
    let folder: String
    let gitURL: String
    let workingCopy: String
    let cluster: KubernetesClient
    /// From nothing to `ready:`, in seconds.
    let startup: Double
    private let children: [ChildProcess]

    /// Starts everything and waits until the control plane and the controllers answer.
    static func start(in folder: String, files: [String: String]) async throws -> LocalWorld {
        let sluice = try Programs.own("sluice")
        for controller in ["source-controller", "kustomize-controller"] { _ = try Programs.own(controller) }
        let seed = folder + "/seed"
        for (path, text) in files {
            try FileSystem.createDirectory(FileSystem.parent(of: seed + "/" + path), mode: 0o700)
            try FileSystem.writeAtomically(Array(text.utf8), to: seed + "/" + path)
        }
        let port = try FreePort.find()
        let server = try ChildProcess(
            "/usr/bin/env",
            ["python3", "config/demo/git-server.py", "--root", folder, "--seed", seed, "--port", "\(port)"],
            log: folder + "/git.log")
        let clock = ContinuousClock()
        let began = clock.now
        let dev = try ChildProcess(
            sluice, ["dev", "--dir", folder + "/dev", "--quiet", "--port", "\(try FreePort.find())"],
            log: folder + "/dev.log")
        do {
            let kubeconfig = try await eventually("sluice dev is ready", every: .milliseconds(5), state: { dev.output })
            { dev.output.firstMatch(of: /ready: KUBECONFIG=(.+)\n/).map { String($0.1) } }
            return LocalWorld(
                folder: folder, gitURL: "http://127.0.0.1:\(port)/platform.git", workingCopy: folder + "/platform",
                cluster: try await KubernetesClient.forTests(kubeconfig), startup: (clock.now - began).seconds,
                children: [dev, server])
        } catch {
            await end([dev, server])
            throw error
        }
    }

    /// Ends what was started, by process id, and waits for it.
    func stop() async { await Self.end(children) }

    private static func end(_ children: [ChildProcess]) async {
        for child in children {
            do { try await child.stop() } catch { print("  \(child.name) did not end: \(error)") }
        }
    }
}

extension LocalWorld {
    /// The process of a component, as its pid file names it.
    func process(_ name: String) throws -> ProcessFigures {
        let text = String(decoding: try FileSystem.read(folder + "/dev/run/\(name).pid"), as: UTF8.self)
        let digits = text.prefix { $0.isNumber }
        guard let pid = pid_t(digits) else { throw Spawn.Failure(description: "no process id of \(name)") }
        return ProcessFigures(pid: pid)
    }

    /// Writes a file in the working copy, commits and pushes it.
    func push(_ path: String, _ text: String) throws {
        try FileSystem.writeAtomically(Array(text.utf8), to: workingCopy + "/" + path, mode: 0o644)
        let git = ["git", "-C", workingCopy, "-c", "user.name=b", "-c", "user.email=b@example.com"]
        _ = try MeasuredRun.run("/usr/bin/env", git + ["commit", "--quiet", "--all", "-m", "Change \(path)"])
        _ = try MeasuredRun.run("/usr/bin/env", git + ["push", "--quiet"])
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
