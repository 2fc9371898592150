import Artifacts
import Testing

@Suite struct IgnoreRulesTests {
    /// Rules, and paths that end with a slash for folders: what goes, what stays.
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        var files: [(String, String)] = []
        var spec: String?
        var ignored: [String] = []
        var kept: [String] = []
    }

    static let cases = [
        Case(
            testDescription: "IG-1: version control always",
            ignored: [".git/", ".git/config", "a/.git/x", ".gitignore", "a/.gitmodules", ".gitattributes"],
            kept: [".git", ".github2/", "a.git"]),
        Case(
            testDescription: "IG-1: even with own patterns, and re-included by them", spec: "x\n!.gitignore",
            ignored: [".git/", "a/.gitmodules", "x"], kept: [".gitignore"]),
        Case(
            testDescription: "IG-2: defaults without own patterns",
            ignored: [
                "a.jpg", "d/b.zip", "c.tar.gz", ".github/", ".github/x", ".circleci/y", ".travis.yml", "d/.travis.yml",
                "d/.goreleaser.yml", ".sops.yaml", "d/e/.flux.yaml", "codeship-steps.yml",
            ], kept: ["a.yaml", "a.JPG", ".github", "a.gz", ".sourceignore"]),
        Case(testDescription: "IG-2: a comment is no pattern", spec: "# nothing\n\n   \n", ignored: ["a.jpg"]),
        Case(
            testDescription: "IG-2: any own pattern ends the defaults", spec: "nothing",
            kept: ["a.jpg", ".github/", ".sops.yaml"]),
        Case(
            testDescription: "IG-2: also one in a sub-directory", files: [("deep", "x")], ignored: ["deep/x"],
            kept: ["a.jpg", "x"]),
        Case(
            testDescription: "IG-3: the last match decides", spec: "*.yaml\n!a.yaml\n/b/a.yaml",
            ignored: ["x.yaml", "b/a.yaml"],
            kept: ["a.yaml", "c/a.yaml"]),
        Case(
            testDescription: "IG-3: sub-directories win over the root, the spec over all",
            files: [("", "*.md"), ("docs", "!*.md\n/x"), ("docs/deep", "*.md")], spec: "!docs/deep/keep.md",
            ignored: ["a.md", "docs/deep/a.md", "docs/x"], kept: ["docs/a.md", "docs/deep/keep.md", "x", "docs/b/x"]),
        Case(
            testDescription: "IG-3: a scope is a whole folder name", files: [("app", "*")],
            ignored: ["app/x", "app/y/z"],
            kept: ["app", "app/", "apps/x", "x/app/y"]),
        Case(
            testDescription: "IG-4: lines", spec: "#a\n\\#b\ntrailing   \ncr\r\nkept\\ \ntab\t\n  indented",
            ignored: ["#b", "trailing", "cr", "kept ", "tab\t", "  indented"],
            kept: ["#a", "a", "kept", "tab", "indented"]),
        Case(
            testDescription: "IG-4: a slash at the end means folders", spec: "build/\na/b/",
            ignored: ["build/", "build/x", "d/build/x", "a/b/", "a/b/c"],
            kept: ["build", "d/build", "a/b"]),
        Case(
            testDescription: "IG-5: without a slash any name of the path", spec: "vendor\n*.log",
            ignored: ["vendor", "a/vendor/b", "x.log", "x.log/y"],
            kept: ["vendors", "x.logs"]),
        Case(
            testDescription: "IG-5: with a slash from the scope on, and all below", spec: "/deploy\na/*/c",
            ignored: ["deploy", "deploy/a.yaml", "deploy/b/c", "a/x/c", "a/x/c/d"],
            kept: ["x/deploy", "a/c", "a/x/y/c", "x/a/b/c"]),
        Case(
            testDescription: "IG-5: two stars cross folders", spec: "**/foo/bar\nx/**/y",
            ignored: ["foo/bar", "a/foo/bar", "a/b/foo/bar/c", "x/y", "x/a/b/y"],
            kept: ["foo/x", "bar", "x/a", "y"]),
        Case(
            testDescription: "IG-5: two stars at the end accept what matched so far", spec: "a/**\n/b/**/",
            ignored: ["a", "a/x", "a/x/y", "b/", "b/x"],
            kept: ["b", "c/a", "c"]),
        Case(
            testDescription: "IG-5: two stars alone behind a slash match nothing", spec: "/**\n**/**",
            kept: ["a", "a/b", "a/"]),
        Case(
            testDescription: "IG-5: glued two stars never match", spec: "a/b**\n/x**y/z",
            kept: ["a/b", "a/bc", "xy/z", "xay/z"]),
        Case(
            testDescription: "IG-5: as in go-git, crossing ends at the first fit", spec: "**/a/b",
            ignored: ["a/b", "x/a/b"], kept: ["a/c/a/b"]),
        Case(
            testDescription: "IG-5: a doubled slash is a single one", spec: "a//b", ignored: ["a/b"],
            kept: ["b", "a/x/b"]),
        Case(
            testDescription: "IG-6: globs", spec: "a?c\n[x-z]1\n[^0-9]n\n\\*\n[!a]b\n[]d\n[e",
            ignored: ["abc", "aéc", "y1", "an", "*", "!b", "ab"],
            kept: ["ac", "w1", "5n", "**x", "cb", "]d", "[e", "e"]),
        Case(
            testDescription: "IG-6: backwards and broken sets", spec: "[z-a]\n[a-\n[-a]\na\\",
            kept: ["a", "z", "-", "a\\", "m"]),
        Case(
            testDescription: "IG-7: the usual allow list", spec: "/*\n!/deploy\n/deploy/**/*.md",
            ignored: ["README.md", "src/", "src/a", "deploy/README.md", "deploy/a/b.md"],
            kept: ["deploy/", "deploy/a.yaml", "deploy/a/b.yaml"]),
        Case(
            testDescription: "IG-8: the ignore file itself stays", files: [("", "*.md")],
            kept: [".sourceignore", "a/.sourceignore"]),
        Case(testDescription: "odd patterns", spec: "!\n/\n//\n!/\n**", ignored: ["a", "a/b"]),
    ]

    @Test(arguments: cases) func `patterns decide as those of Flux`(_ example: Case) {
        let files = example.files.map { IgnoreRules.IgnoreFile(folder: $0.0, text: $0.1) }
        let rules = IgnoreRules(files: files, spec: example.spec)
        func ignores(_ path: String) -> Bool {
            rules.ignores(path.last == "/" ? String(path.dropLast()) : path, isDirectory: path.last == "/")
        }
        for path in example.ignored { #expect(ignores(path), "\(path) is to go") }
        for path in example.kept { #expect(!ignores(path), "\(path) is to stay") }
    }

    @Test func `a pattern made to run long does not`() {
        let rules = IgnoreRules(files: [], spec: String(repeating: "*a", count: 2000) + "b")
        #expect(!rules.ignores(String(repeating: "a", count: 255), isDirectory: false))
        let deep = IgnoreRules(files: [], spec: String(repeating: "**/a/", count: 500) + "b")
        #expect(!deep.ignores(String(repeating: "a/", count: 200) + "c", isDirectory: false))
    }
}
