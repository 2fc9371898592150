internal import Git
internal import ToolkitAPI

extension GitReference {
    /// What a spec asks for: commit, name, tag, semver and branch, in this order; branch `master` when it says nothing.
    init(_ spec: GitRepository.Reference?) {
        func given(_ value: String?) -> String? { value.flatMap { $0.isEmpty ? nil : $0 } }
        let branch = given(spec?.branch)
        let name = given(spec?.name)
        if let commit = given(spec?.commit) {
            self = .commit(commit, branch: branch, label: name ?? branch)
        } else if let name {
            self = .name(name)
        } else if let tag = given(spec?.tag) {
            self = .tag(tag)
        } else if let range = given(spec?.semver) {
            self = .semver(range)
        } else {
            self = .branch(branch ?? "master")
        }
    }

    /// Why the reference can never be resolved; nil when it may be.
    var problem: String? {
        guard case .name(let name) = self, name.hasPrefix("/") || name.hasSuffix("/") else { return nil }
        return "the reference name '\(name)' may neither begin nor end with a slash"
    }
}
