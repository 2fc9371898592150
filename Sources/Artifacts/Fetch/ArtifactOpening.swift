internal import Archiving
internal import Cryptography
internal import Platform
internal import ToolkitAPI

/// Downloads an archive, checks it and unpacks it.
struct ArtifactOpening: Sendable {
    let downloader: ArtifactDownloader
    /// Where private folders are made.
    let directory: String

    func open(_ artifact: Artifact, _ digest: Digest) async throws -> ArtifactTree {
        let folder = "\(directory)/artifact-\(UniqueID.random())"
        do {
            try await BlockingPool.shared.run { try FileSystem.createDirectory(folder, mode: 0o700) }
            let archive = folder + "/archive"
            let actual = try await downloader.download(artifact, to: archive, digest.algorithm)
            guard actual == digest else {
                throw ArtifactError(
                    .digestMismatch,
                    "the archive at \(artifact.url) has the digest \(actual), but its source says \(digest)")
            }
            let root = folder + "/tree"
            let summary = try await Archive.extract(.file(archive), into: root, options: Self.options)
            try await BlockingPool.shared.run { try FileSystem.removeFile(archive) }
            return ArtifactTree(root: root, digest: digest.description, size: summary.size) { Self.discard(folder) }
        } catch {
            Self.discard(folder)
            throw Self.named(error, artifact)
        }
    }

    /// What a source made may be large; these limits only stop what no source makes.
    private static var options: ExtractionOptions {
        var options = ExtractionOptions()
        options.symbolicLinks = .skip
        options.totalSizeLimit = 4 << 30
        options.entryLimit = 1_000_000
        return options
    }

    /// Removes a folder without making anybody wait; there is nobody left to tell when that fails.
    private static func discard(_ folder: String) {
        Task.detached {
            await BlockingPool.shared.runAlways {
                do throws(FileError) { try FileSystem.removeTree(folder) } catch {}
            }
        }
    }

    private static func named(_ error: any Error, _ artifact: Artifact) -> any Error {
        switch error {
        case let error as ArchiveError:
            let code: ArtifactError.Code =
                error.code == .limitExceeded ? .tooLarge : error.code == .failed ? .storageFailed : .refusedArchive
            return ArtifactError(code, "cannot open the archive at \(artifact.url): \(error.message)")
        case let error as FileError: return ArtifactError(.storageFailed, error.description)
        default: return error
        }
    }
}
