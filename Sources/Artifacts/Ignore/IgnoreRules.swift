/// Which files of a source stay out of its artifact.
public struct IgnoreRules: Sendable {
    private let patterns: [IgnorePattern]

    /// An ignore file of a source.
    public struct IgnoreFile: Sendable {
        /// The folder it lies in, relative to the root; empty for the root.
        public var folder: String
        /// Its content.
        public var text: String

        public init(folder: String, text: String) {
            self.folder = folder
            self.text = text
        }
    }

    /// The name of ignore files.
    public static let fileName = ".sourceignore"

    /// - Parameters:
    ///   - files: the ignore files, the root's first, then in lexical depth-first order of their folders.
    ///   - spec: `spec.ignore`, which comes last and therefore wins.
    public init(files: [IgnoreFile], spec: String?) {
        var own: [IgnorePattern] = []
        for file in files { own += Self.patterns(file.text, in: file.folder) }
        own += Self.patterns(spec ?? "", in: "")
        let defaults = own.isEmpty ? Self.patterns(Self.defaultText, in: "") : []
        patterns = Self.patterns(Self.versionControlText, in: "") + defaults + own
    }

    /// Whether the file or folder at `path` stays out. The last pattern about it decides.
    public func ignores(_ path: String, isDirectory: Bool) -> Bool {
        let names = path.split(separator: "/")
        return patterns.last { $0.matches(names, isDirectory: isDirectory) }.map { !$0.isInclusion } ?? false
    }

    private static func patterns(_ text: String, in folder: String) -> [IgnorePattern] {
        text.utf8.split(separator: UInt8(ascii: "\n"))
            .compactMap { line in
                let text = String(Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
                return IgnorePattern(text[...], scope: folder)
            }
    }

    private static let versionControlText = ".git/\n.gitignore\n.gitmodules\n.gitattributes"

    private static let defaultText = """
        *.jpg
        *.jpeg
        *.gif
        *.png
        *.wmv
        *.flv
        *.tar.gz
        *.zip
        .github/
        .circleci/
        .travis.yml
        .gitlab-ci.yml
        appveyor.yml
        .drone.yml
        cloudbuild.yaml
        codeship-services.yml
        codeship-steps.yml
        **/.goreleaser.yml
        **/.sops.yaml
        **/.flux.yaml
        """
}
