internal import Glibc
internal import Platform

/// The folder of a local run: everything it keeps, and the lock that keeps a second run out.
final class DevFolder: Sendable {
    let path: String
    private let lock: Int32

    /// Makes the folder and takes its lock. Blocks.
    ///
    /// - Throws: ``CommandFailure`` naming the process that runs on it already.
    init(_ path: String) throws {
        self.path = path
        for folder in [path, "\(path)/logs", "\(path)/run"] { try FileSystem.createDirectory(folder) }
        let file = "\(path)/run/sluice.pid"
        lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw CommandFailure("cannot open \"\(file)\": \(String(cString: strerror(errno)))")
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let owner = DevFolder.pid(in: file).map { " as process \($0)" } ?? ""
            close(lock)
            throw CommandFailure(
                "a local run uses \"\(path)\" already\(owner); stop it, or name another folder with --dir")
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(lock, 0) == 0, pwrite(lock, text, text.count, 0) == text.count else {
            close(lock)
            throw CommandFailure("cannot write \"\(file)\": \(String(cString: strerror(errno)))")
        }
    }

    deinit { close(lock) }

    func logFile(_ process: String) -> String { "\(path)/logs/\(process).log" }
    func pidFile(_ process: String) -> String { "\(path)/run/\(process).pid" }

    /// Empties the folder but for the lock, which stays taken. Blocks.
    func reset() throws {
        for entry in try FileSystem.list(path) where entry.name != "run" {
            let target = "\(path)/\(entry.name)"
            if entry.kind == .directory {
                try FileSystem.removeTree(target)
            } else {
                try FileSystem.removeFile(target)
            }
        }
        try FileSystem.createDirectory("\(path)/logs")
    }

    /// Ends programs that an earlier run left behind because it was killed itself. Blocks.
    ///
    /// - Parameter programs: the name of each process, and a file name that its command line holds.
    func endLeftovers(of programs: [String: String]) throws {
        for (name, program) in programs {
            guard let pid = Self.pid(in: pidFile(name)), Self.isRunning(program, as: pid) else { continue }
            kill(pid, SIGTERM)
            for _ in 0..<500 where Self.isRunning(program, as: pid) { usleep(10_000) }
            if Self.isRunning(program, as: pid) { kill(pid, SIGKILL) }
        }
    }

    static func pid(in file: String) -> Int32? {
        guard let bytes = try? FileSystem.read(file, limit: 64) else { return nil }
        return Int32(String(decoding: bytes, as: UTF8.self).filter { $0.isNumber })
    }

    /// Whether the process runs that program: numbers are used again.
    private static func isRunning(_ program: String, as pid: Int32) -> Bool {
        guard let bytes = try? FileSystem.read("/proc/\(pid)/cmdline", limit: 1 << 20) else { return false }
        return bytes.split(separator: 0).contains { argument in
            String(decoding: argument, as: UTF8.self).split(separator: "/").last.map(String.init) == program
        }
    }
}

/// Where programs beside this one are.
enum ProgramFolder {
    /// The folder of the running executable, links resolved.
    static func ofThisProgram() throws -> String {
        FileSystem.parent(of: try WorkingDirectory.realPath("/proc/self/exe"))
    }
}
