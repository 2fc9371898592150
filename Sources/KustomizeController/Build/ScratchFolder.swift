internal import Glibc
internal import Platform

/// The process's own folder for opened artifacts. Its name holds the process id, so that what a killed process left behind is
/// found and removed by the next one.
enum ScratchFolder {
    /// Makes the folder below `root`, and removes those of processes that are gone. Blocks.
    static func make(below root: String, prefix: String) throws(FileError) -> String {
        for entry in try FileSystem.list(root) where entry.kind == .directory && isStale(entry.name, prefix) {
            do throws(FileError) { try FileSystem.removeTree("\(root)/\(entry.name)") } catch { continue }
        }
        let folder = "\(root)/\(prefix)-\(getpid())-\(UniqueID.random())"
        try FileSystem.createDirectory(folder, mode: 0o700)
        return folder
    }

    /// Whether a name is that of a folder whose process is gone. One with our own id is of an earlier process.
    static func isStale(_ name: String, _ prefix: String) -> Bool {
        guard name.hasPrefix(prefix + "-") else { return false }
        let rest = name.dropFirst(prefix.count + 1)
        guard let dash = rest.firstIndex(of: "-"), let owner = pid_t(rest[..<dash]), owner > 0 else { return false }
        return owner == getpid() || (kill(owner, 0) != 0 && errno == ESRCH)
    }
}
