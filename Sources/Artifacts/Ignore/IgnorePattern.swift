/// One line of an ignore file, anchored where the file lies.
struct IgnorePattern: Sendable {
    /// How much of a path a slashed pattern has consumed.
    private enum Component: Sendable {
        case glob(PathGlob)
        /// `**`: any number of names.
        case anyDepth
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
        var text = line.last == "\r" ? line.dropLast() : line
        guard !text.isEmpty, text.first != "#" else { return nil }
        if !text.hasSuffix("\\ ") { while text.last == " " || text.last == "\t" { text.removeLast() } }
        guard !text.isEmpty else { return nil }
        isInclusion = text.first == "!"
        if isInclusion { text.removeFirst() }
        isForDirectories = text.last == "/"
        if isForDirectories { text.removeLast() }
        isAnchored = text.contains("/")
        if text.first == "/" { text.removeFirst() }
        let names = text.split(separator: "/", omittingEmptySubsequences: false)
        let isSlashed = isAnchored
        components = names.map { name in
            if name == "**" { return .anyDepth }
            return isSlashed && name.contains("**") ? .never : .glob(PathGlob(name))
        }
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
            case .never, nil: return false
            }
        }
        return false
    }

    private func matchesAnchored(_ path: ArraySlice<Substring>, _ isDirectory: Bool) -> Bool {
        // The prefixes of the path that the components so far can have consumed.
        var reached: Set<Int> = [0]
        for (index, component) in components.enumerated() {
            guard !reached.isEmpty else { return false }
            let isLast = index == components.count - 1
            switch component {
            case .never: return false
            case .anyDepth:
                if isLast { return true }
                reached = Set((reached.min() ?? 0)...path.count)
            case .glob(let glob):
                reached = Set(
                    reached.lazy.filter { $0 < path.count && glob.matches(path[path.startIndex + $0]) }.map { $0 + 1 })
            }
        }
        // A used-up pattern covers what is below; for directories only, the match itself must be one.
        return reached.contains { $0 > 0 && ($0 < path.count || !isForDirectories || isDirectory) }
    }
}
