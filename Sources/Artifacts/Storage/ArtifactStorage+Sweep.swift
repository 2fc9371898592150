internal import Glibc
internal import Platform

extension ArtifactStorage {
    /// The most files one sweep looks at.
    private static let sweepLimit = 1000

    /// Removes what is too old or too much in the folder of an object; never the current artifact.
    ///
    /// - Parameter current: the path of the artifact in use, as in its status.
    public func sweep(_ owner: Owner, current: String?) async throws -> Sweep {
        let folder = try absolute(owner.folder)
        let settings = settings
        return try await BlockingPool.shared.runCancellable { flag in
            try withStorageErrors {
                guard try FileSystem.status(folder, followingLinks: false)?.kind == .directory else { return Sweep() }
                let kept = current.flatMap { $0.split(separator: "/").last.map(String.init) }
                var files = try Self.files(in: folder)
                files.removeAll { $0.name == kept }
                let doomed = Self.doomed(
                    files, hasCurrent: kept != nil, settings: settings, now: Timestamp.now())
                for name in doomed {
                    try flag.check()
                    try FileSystem.removeFile(folder + "/" + name)
                    try FileSystem.removeFile(folder + "/" + name + ".lock")
                }
                return Sweep(removed: doomed.count)
            }
        }
    }

    /// A stored file and its age.
    struct StoredFile: Sendable {
        var name: String
        var modified: Timestamp
    }

    /// The files that are not current and go: those past their time, and the oldest beyond the count.
    static func doomed(
        _ files: [StoredFile], hasCurrent: Bool, settings: StorageSettings, now: Timestamp
    ) -> [String] {
        let newestFirst = files.sorted { ($1.modified, $1.name) < ($0.modified, $0.name) }
        let room = max(0, settings.retentionCount - (hasCurrent ? 1 : 0))
        return newestFirst.enumerated().filter { index, file in
            index >= room || now.duration(since: file.modified) > settings.retentionTime
        }.map(\.element.name)
    }

    private static func files(in folder: String) throws -> [StoredFile] {
        var files: [StoredFile] = []
        for entry in try FileSystem.list(folder).prefix(sweepLimit * 2) {
            guard entry.kind == .file, !entry.name.hasSuffix(".lock") else { continue }
            guard let status = try FileSystem.status(folder + "/" + entry.name, followingLinks: false) else { continue }
            files.append(StoredFile(name: entry.name, modified: status.modified))
            if files.count >= sweepLimit { break }
        }
        return files
    }
}
