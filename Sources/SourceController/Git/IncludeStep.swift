internal import Archiving
internal import Artifacts
internal import ControllerRuntime
internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

/// Copies the content of included artifacts into a source.
struct IncludeStep: Sendable {
    let run: SourceRun<GitRepository>
    let included: [IncludedRepository]

    /// The entries of the source with those of the includes among them.
    func merge(into entries: [SourceEntry]) async throws -> [SourceEntry] {
        var result = entries
        for (number, item) in included.enumerated() {
            let from = item.include.fromPath ?? ""
            let target = item.include.toPath.flatMap { $0.isEmpty ? nil : $0 } ?? item.include.repository.name
            do {
                let folder = try await open(item.artifact, number)
                result = try await BlockingPool.shared.run { [result] in
                    try Self.copy(folder, SourcePath.confined(from), to: SourcePath.confined(target), among: result)
                }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw run.failure(
                    .storageOperationFailed, .copyFailure,
                    "failed to copy '\(item.include.repository.name)' include from \(from) to \(target): \(error)",
                    cause: error)
            }
        }
        return result
    }

    /// Unpacks a stored artifact into the scratch folder of the run.
    private func open(_ artifact: Artifact, _ number: Int) async throws -> String {
        switch try await run.storage.verify(artifact) {
        case nil: break
        case .missing: throw IncludeProblem(description: "its artifact is not in the storage")
        case .altered(let cause): throw IncludeProblem(description: "its artifact was altered: \(cause)")
        }
        let folder = "\(run.scratch)/include-\(number)"
        var options = ExtractionOptions()
        options.totalSizeLimit = nil
        options.entryLimit = 1_000_000
        _ = try await Archive.extract(
            .file("\(run.storage.settings.root)/\(artifact.path)"), into: folder, options: options)
        return folder
    }

    private static func copy(
        _ root: String, _ from: String, to target: String, among entries: [SourceEntry]
    ) throws -> [SourceEntry] {
        let taken = entries.first { !target.isEmpty && $0.path == target && !$0.isFolder }
        let inner = entries.first { SourcePath.isWithin($0.path, target) && $0.path != target }
        if let obstacle = taken ?? inner {
            throw IncludeProblem(description: "\"\(obstacle.path)\" is in its place")
        }
        let start = from.isEmpty ? root : "\(root)/\(from)"
        guard let status = try FileSystem.status(start, followingLinks: false) else {
            throw IncludeProblem(description: "there is no \"\(from)\" in it")
        }
        var result = entries.filter { $0.path != target }
        for parent in parents(of: target) where !result.contains(where: { $0.path == parent }) {
            result.append(SourceEntry(parent, .folder))
        }
        if status.kind == .directory {
            result.append(SourceEntry(target, .folder))
            try walk(start, target, into: &result)
        } else {
            result.append(file(start, target, status))
        }
        result.sortAsWalk()
        return result
    }

    private static func walk(_ folder: String, _ target: String, into entries: inout [SourceEntry]) throws {
        for entry in try FileSystem.list(folder) {
            let (source, path) = ("\(folder)/\(entry.name)", "\(target)/\(entry.name)")
            switch entry.kind {
            case .directory:
                entries.append(SourceEntry(path, .folder))
                try walk(source, path, into: &entries)
            case .file:
                guard let status = try FileSystem.status(source, followingLinks: false) else { continue }
                entries.append(file(source, path, status))
            default: continue
            }
        }
    }

    private static func file(_ source: String, _ path: String, _ status: FileStatus) -> SourceEntry {
        SourceEntry(path, status.isExecutable ? .executable : .file) { try FileSystem.read(source, limit: 256 << 20) }
    }

    private static func parents(of path: String) -> [String] {
        let names = path.split(separator: "/")
        return names.indices.dropFirst().map { names[..<$0].joined(separator: "/") }
    }
}

/// Why an include could not be copied.
struct IncludeProblem: Error, CustomStringConvertible {
    let description: String
}
