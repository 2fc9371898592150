/// One line of an ignore file, anchored where the file lies.
struct IgnorePattern: Sendable {
    /// How much of a path a slashed pattern has consumed.
    private enum Component: Sendable {
        case glob(PathGlob)
        /// `**`: any number of names.
        case anyDepth
        /// Nothing between two slashes: as if it were not there.
        case empty
        /// `**` glued to something else: never matches.
        case never
    }

    /// Whether matching paths are let in again.
    let isInclusion: Bool
    private let isForDirectories: Bool
    private let isAnchored: Bool
    private let scope: [Substring]
    private let components: [Component]

    /// Reads a line; nil for blank lines and comments.
    ///
    /// - Parameter scope: the folder of the ignore file, relative to the root; empty for the root.
    init?(_ line: Substring, scope: String) {
        guard line.first != "#", !line.allSatisfy(\.isWhitespace) else { return nil }
        var text = line
        isInclusion = text.first == "!"
        if isInclusion { text.removeFirst() }
        if !text.hasSuffix("\\ ") { while text.last == " " { text.removeLast() } }
        isForDirectories = text.last == "/"
        if isForDirectories { text.removeLast() }
        let names = text.split(separator: "/", omittingEmptySubsequences: false)
        let isAnchored = names.count > 1
        components = names.map { name in
            if name.isEmpty, isAnchored { return .empty }
            if name == "**" { return .anyDepth }
            return isAnchored && name.contains("**") ? .never : .glob(PathGlob(name))
        }
        self.isAnchored = isAnchored
        self.scope = scope.split(separator: "/")
    }

    /// Whether the pattern is about this path.
    func matches(_ path: [Substring], isDirectory: Bool) -> Bool {
        guard path.count > scope.count, path.starts(with: scope) else { return false }
        let rest = path[scope.count...]
        return isAnchored ? matchesAnchored(rest, isDirectory) : matchesAnywhere(rest, isDirectory)
    }

    private func matchesAnywhere(_ path: ArraySlice<Substring>, _ isDirectory: Bool) -> Bool {
        for (offset, name) in path.enumerated() {
            let isLast = offset == path.count - 1
            if isForDirectories, isLast, !isDirectory { return false }
            switch components.first {
            case .glob(let glob): if glob.matches(name) { return true }
            case .anyDepth: return true
            case .empty, .never, nil: return false
            }
        }
        return false
    }

    /// Takes the components in turn. As in go-git, `**` is left at the first name that fits, and never tried again.
    private func matchesAnchored(_ path: ArraySlice<Substring>, _ isDirectory: Bool) -> Bool {
        var rest = path
        var isMatched = false
        var mayCross = false
        for (index, component) in components.enumerated() {
            switch component {
            case .empty: mayCross = false
            case .anyDepth where index == components.count - 1: break
            case .anyDepth: mayCross = true
            case .never: return false
            case .glob(let glob):
                guard !rest.isEmpty else { return false }
                if mayCross { rest = rest.drop { !glob.matches($0) } }
                isMatched = rest.first.map { glob.matches($0) } ?? false
                guard isMatched || mayCross else { return false }
                mayCross = false
                rest = rest.dropFirst()
            }
        }
        // A used-up pattern covers what is below; for directories only, the match itself must be one.
        return isMatched && !(isForDirectories && !isDirectory && rest.isEmpty)
    }
}
