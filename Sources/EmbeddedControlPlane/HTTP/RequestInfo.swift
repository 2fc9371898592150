/// What a request is about, as the real server's `RequestInfo` has it.
struct RequestInfo: Sendable, Hashable {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; for other paths the method.
    var verb: String
    /// The path as sent, for what is no resource.
    var path: String
    var isResource = false
    var group = ""
    var version = ""
    var namespace = ""
    var resource = ""
    var subresource = ""
    var name = ""
    /// Whether the path itself asks for a watch, as `/api/v1/watch/pods` does.
    var isWatchPath = false
    /// Path parts after the subresource.
    var rest: [String] = []

    init(method: String, path: String, query: Query) {
        self.path = path
        verb = method.lowercased()
        guard var parts = Self.parts(of: path)?[...] else { return }
        guard let prefix = parts.popFirst(), prefix == "api" || prefix == "apis" else { return }
        guard parts.count >= (prefix == "api" ? 2 : 3) else { return }
        if prefix == "apis" { group = parts.removeFirst() }
        version = parts.removeFirst()
        if parts.first == "watch", parts.count > 1 {
            isWatchPath = true
            parts.removeFirst()
        }
        isResource = true
        setResource(Array(parts))
        setVerb(method, query)
    }

    /// The parts between slashes; nil for a path with an empty one, but for one slash at the end.
    static func parts(of path: String) -> [String]? {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.first == "" else { return nil }
        parts.removeFirst()
        if parts.last == "" { parts.removeLast() }
        return parts.contains("") ? nil : parts
    }

    private mutating func setResource(_ all: [String]) {
        var parts = all
        if parts.first == "namespaces", parts.count > 1 {
            namespace = parts[1]
            if parts.count > 2, parts[2] != "status", parts[2] != "finalize" { parts.removeFirst(2) }
        }
        if let first = parts.first { resource = first }
        if parts.count > 1 { name = parts[1] }
        if parts.count > 2 { subresource = parts[2] }
        if parts.count > 3 { rest = Array(parts[3...]) }
    }

    private mutating func setVerb(_ method: String, _ query: Query) {
        switch method {
        case "POST": verb = "create"
        case "PUT": verb = "update"
        case "PATCH": verb = "patch"
        case "DELETE": verb = name.isEmpty ? "deletecollection" : "delete"
        case "GET", "HEAD":
            verb = isWatchPath || name.isEmpty && query.flag("watch") ? "watch" : name.isEmpty ? "list" : "get"
        default: verb = ""
        }
    }

    /// The name a field selector pins down counts for authorization, as in the real server.
    mutating func adopt(nameFrom selector: String?) {
        guard name.isEmpty, let selector, selector.hasPrefix("metadata.name=") else { return }
        let value = selector.dropFirst("metadata.name=".count).drop { $0 == "=" }
        if !value.contains(","), !value.isEmpty { name = String(value) }
    }
}
