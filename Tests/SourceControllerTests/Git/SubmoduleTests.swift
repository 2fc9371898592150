import Git
import Platform
import Testing

@testable import SourceController

@Suite struct SubmoduleTests {
    static let file = """
        [submodule "lib"]
        \tpath = vendor/lib
        \turl = ../lib.git
        # a comment
        [submodule "other"]
        \tpath = "other"
        \turl = git@code.test:team/other.git
        [submodule "plain"]
        \tpath = plain
        \turl = https://code.test/plain.git
        """

    static let urls: [(String, String?)] = [
        ("vendor/lib", "https://git.test/team/lib.git"), ("other", "ssh://git@code.test/team/other.git"),
        ("plain", "https://code.test/plain.git"), ("unknown", nil),
    ]

    @Test(arguments: urls) func `relative and short URLs become absolute`(_ path: String, _ expected: String?) {
        #expect(SubmoduleFile(Self.file).url(of: path, in: "https://git.test/team/app.git") == expected)
    }

    @Test func `a relative URL never leads to another host`() {
        let file = SubmoduleFile("[submodule \"a\"]\npath = a\nurl = ../../../../evil.test/a.git")
        #expect(file.url(of: "a", in: "https://git.test/app.git") == "https://git.test/evil.test/a.git")
    }

    @Test func `submodules come in at their commits, and logins stay with their server`() async throws {
        let git = FakeGit()
        git.answer { reference, remote, _ in
            .new(try revision(nil, "b"), subject: "s", [remote.url.host + ".yaml": "\(reference)"] as FakeTree)
        }
        var remote = GitRemote(try GitURL("https://git.test/team/app.git"))
        remote.credentials = .basic(username: "u", password: Secret("p"))
        let commit = String(repeating: "b", count: 40)
        let entries = [
            SourceEntry(".gitmodules", .file) { Array(Self.file.utf8) },
            SourceEntry("plain", .submodule(commit: commit)), SourceEntry("vendor", .folder),
            SourceEntry("vendor/lib", .submodule(commit: commit)),
        ]
        let expanded = try await withTemporaryDirectory(prefix: "submodules") { scratch in
            try await SubmoduleStep(git: git, scratch: scratch).expand(entries, of: remote)
        }
        #expect(
            expanded.map(\.path) == [
                ".gitmodules", "plain", "plain/code.test.yaml", "vendor", "vendor/lib", "vendor/lib/git.test.yaml",
            ])
        #expect(git.calls.map(\.reference) == Array(repeating: .commit(commit, branch: nil, label: nil), count: 2))
        let hasLogin = git.calls.map { call in
            if case .basic = call.remote.credentials { return true }
            return false
        }
        #expect(hasLogin == [false, true])
    }

    @Test func `submodules within submodules end somewhere`() async throws {
        let git = FakeGit()
        let file = "[submodule \"a\"]\npath = a\nurl = ./a\n"
        let entries = [
            SourceEntry(".gitmodules", .file) { Array(file.utf8) },
            SourceEntry("a", .submodule(commit: String(repeating: "b", count: 40))),
        ]
        struct Endless: SourceTree {
            let content: [SourceEntry]
            func entries(where isWanted: (String, Bool) -> Bool, isCancelled: () -> Bool) throws -> [SourceEntry] {
                content
            }
        }
        git.answer { _, _, _ in .new(try revision(nil, "b"), subject: "s", Endless(content: entries)) }
        let remote = GitRemote(try GitURL("https://git.test/app.git"))
        await #expect(throws: GitError.self) {
            try await withTemporaryDirectory(prefix: "submodules") { scratch in
                try await SubmoduleStep(git: git, scratch: scratch).expand(entries, of: remote)
            }
        }
    }
}
