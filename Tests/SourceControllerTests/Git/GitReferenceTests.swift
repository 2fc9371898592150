import Git
import Testing
import ToolkitAPI

@testable import SourceController

@Suite struct GitReferenceTests {
    static let cases: [(GitRepository.Reference?, GitReference)] = [
        (nil, .branch("master")),
        (.init(), .branch("master")),
        (.init(branch: "main"), .branch("main")),
        (.init(branch: "main", semver: ">=1.0.0"), .semver(">=1.0.0")),
        (.init(tag: "v1", semver: ">=1.0.0"), .tag("v1")),
        (.init(tag: "v1", name: "refs/pull/1/head"), .name("refs/pull/1/head")),
        (.init(commit: "abc"), .commit("abc", branch: nil, label: nil)),
        (.init(branch: "main", commit: "abc"), .commit("abc", branch: "main", label: "main")),
        (
            .init(branch: "main", name: "refs/heads/x", commit: "abc"),
            .commit("abc", branch: "main", label: "refs/heads/x")
        ),
        (.init(branch: "", tag: "", name: "", commit: ""), .branch("master")),
    ]

    @Test(arguments: cases) func `commit, name, tag, semver and branch count in this order`(
        _ spec: GitRepository.Reference?, _ expected: GitReference
    ) {
        #expect(GitReference(spec) == expected)
    }
}
