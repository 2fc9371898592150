import Git
import Synchronization
import Testing

@testable import SourceController

/// A Git server that answers what a test wants.
final class FakeGit: GitFetching {
    typealias Answer = @Sendable (GitReference, GitRemote, GitRevision?) throws -> FetchedCommit

    /// A fetch as it was asked for.
    struct Call: Sendable {
        var reference: GitReference
        var remote: GitRemote
        var known: GitRevision?
    }

    private struct State {
        var answer: Answer = { _, _, _ in .none }
        var calls: [Call] = []
    }
    private let state = Mutex(State())

    var calls: [Call] { state.withLock(\.calls) }

    func answer(_ answer: @escaping Answer) { state.withLock { $0.answer = answer } }

    /// Answers as a repository with this commit does.
    func serve(_ tree: FakeTree, at digit: Character = "a", subject: String = "Add app") {
        answer { _, _, known in
            let revision = try revision("main", digit)
            return known == revision ? .unchanged(revision) : .new(revision, subject: subject, tree)
        }
    }

    func fail(_ code: GitError.Code, _ message: String) { answer { _, _, _ in throw GitError(code, message) } }

    func fetch(
        _ reference: GitReference, from remote: GitRemote, unlessAt known: GitRevision?, into folder: String
    ) async throws -> FetchedCommit {
        let answer = state.withLock { state in
            state.calls.append(Call(reference: reference, remote: remote, known: known))
            return state.answer
        }
        return try answer(reference, remote, known)
    }
}

/// The revision whose commit is that digit again and again.
func revision(_ label: String?, _ digit: Character) throws -> GitRevision {
    GitRevision(label: label, commit: try #require(ObjectID(String(repeating: digit, count: 40))))
}

/// Files in memory, under their paths; a path that ends in `/` is a folder.
struct FakeTree: SourceTree, ExpressibleByDictionaryLiteral {
    var files: [String: String]

    init(dictionaryLiteral elements: (String, String)...) {
        files = Dictionary(elements, uniquingKeysWith: { $1 })
    }

    func entries(where isWanted: (String, Bool) -> Bool, isCancelled: () -> Bool) throws -> [SourceEntry] {
        var folders: Set<String> = []
        for path in files.keys {
            let names = path.split(separator: "/")
            for count in 1..<max(1, names.count) { folders.insert(names.prefix(count).joined(separator: "/")) }
        }
        var entries = folders.map { SourceEntry($0, .folder) }
        for (path, text) in files {
            let kind: SourceEntry.Kind = text == "->" ? .link : path.hasSuffix(".sh") ? .executable : .file
            entries.append(SourceEntry(path, kind) { Array(text.utf8) })
        }
        entries.sortAsWalk()
        return entries.filter { isWanted($0.path, $0.isFolder) }
    }
}
