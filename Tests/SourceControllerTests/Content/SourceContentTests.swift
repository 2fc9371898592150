import Testing

@testable import SourceController

@Suite struct SourceContentTests {
    private func kept(_ tree: FakeTree, ignore: String? = nil) throws -> [String] {
        let entries = try tree.entries(where: { _, _ in true }, isCancelled: { false })
        return try SourceContent(of: entries, ignoring: ignore).entries.map(\.path)
    }

    @Test func `ignore files of folders hold below them, and the spec comes last`() throws {
        let tree: FakeTree = [
            ".sourceignore": "*.txt\n", "a/.sourceignore": "!keep.txt\n", "a/keep.txt": "", "b/keep.txt": "",
            "c.yaml": "",
        ]
        #expect(try kept(tree) == [".sourceignore", "a", "a/.sourceignore", "a/keep.txt", "b", "c.yaml"])
        #expect(try kept(tree, ignore: "/a/") == [".sourceignore", "b", "c.yaml"])
    }

    @Test func `a folder that stays out may hold files that come in`() throws {
        let tree: FakeTree = ["deploy/app.yaml": "", "deploy/README.md": "", "src/main.go": ""]
        #expect(try kept(tree, ignore: "/*\n!/deploy\n/deploy/**/*.md") == ["deploy", "deploy/app.yaml"])
    }

    @Test func `an unreadable ignore file is named`() throws {
        struct Broken: Error {}
        let entry = SourceEntry("a/.sourceignore", .file) { throw Broken() }
        let error = #expect(throws: IgnoreFileProblem.self) { try SourceContent(of: [entry], ignoring: nil) }
        #expect(error?.description.hasPrefix("cannot read the ignore file \"a/.sourceignore\"") == true)
    }

    @Test func `entries come in the order of a walk`() {
        var entries = ["b", "a/b", "a.b", "a", "a/b/c", "a-b"].map { SourceEntry($0, .file) }
        entries.sortAsWalk()
        #expect(entries.map(\.path) == ["a", "a/b", "a/b/c", "a-b", "a.b", "b"])
    }

    static let sparse: [([String], [String], String?)] = [
        ([], ["app", "app/x", "app2", "app2/y", "root"], nil),
        (["./app"], ["app", "app/x"], nil),
        (["app/"], ["app", "app/x"], nil),
        (["app/x", "root"], ["app", "app/x", "root"], nil),
        (["../app2"], ["app2", "app2/y"], nil),
        (["./missing"], [], "./missing"),
    ]

    @Test(arguments: sparse) func `sparse directories take whole names and stay in the tree`(
        _ directories: [String], _ expected: [String], _ missing: String?
    ) throws {
        let tree: FakeTree = ["app/x": "", "app2/y": "", "root": ""]
        let selection = SparseSelection(directories)
        let entries = try tree.entries(where: selection.includes, isCancelled: { false })
        #expect(entries.map(\.path) == expected)
        #expect(selection.missing(in: entries) == missing)
    }
}
