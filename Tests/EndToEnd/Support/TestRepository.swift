import ClusterTesting
import Foundation

/// A bare repository on disk with a work tree to commit from.
struct TestRepository: Sendable {
    let name: String
    let bare: String
    private let work: String

    /// Makes `root/name.git` with one commit of `files` on branch `main`.
    static func make(_ name: String, in root: String, _ files: [String: String]) async throws -> TestRepository {
        let repository = TestRepository(name: name, bare: "\(root)/\(name).git", work: "\(root)/\(name).work")
        try await repository.git(["init", "--quiet", "--bare", "--initial-branch=main", repository.bare], in: root)
        try await repository.git(["clone", "--quiet", repository.bare, repository.work], in: root)
        if !files.isEmpty { try await repository.commit(files) }
        return repository
    }

    /// Writes files, removes those that are nil, commits and pushes.
    ///
    /// - Returns: the commit.
    @discardableResult
    func commit(
        _ files: [String: String?], message: String = "Change files", branch: String = "main"
    ) async throws -> String {
        try await git(["checkout", "--quiet", "-B", branch], in: work)
        for (path, text) in files {
            let url = URL(fileURLWithPath: "\(work)/\(path)")
            guard let text else {
                try FileManager.default.removeItem(at: url)
                continue
            }
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: url, atomically: false, encoding: .utf8)
        }
        try await git(["add", "--all"], in: work)
        try await git(["commit", "--quiet", "--allow-empty", "--message", message], in: work)
        try await git(["push", "--quiet", "origin", branch], in: work)
        return try await head()
    }

    @discardableResult
    func commit(_ files: [String: String], message: String = "Change files") async throws -> String {
        try await commit(files.mapValues { $0 as String? }, message: message, branch: "main")
    }

    /// Tags the commit the work tree is at, and pushes the tag.
    func tag(_ name: String, annotated: Bool = false) async throws {
        try await git(annotated ? ["tag", "--annotate", "--message", name, name] : ["tag", name], in: work)
        try await git(["push", "--quiet", "origin", "refs/tags/\(name)"], in: work)
    }

    /// The commit the work tree is at.
    func head() async throws -> String {
        try await git(["rev-parse", "HEAD"], in: work).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @discardableResult
    private func git(_ arguments: [String], in folder: String) async throws -> String {
        guard let git = Programs.installed("git") else { throw Programs.Missing(description: "git is not installed") }
        return try await Command.run(
            git, ["-C", folder] + arguments,
            environment: [
                "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Test",
                "GIT_AUTHOR_EMAIL": "test@example.com", "GIT_COMMITTER_NAME": "Test",
                "GIT_COMMITTER_EMAIL": "test@example.com",
            ])
    }
}
