internal import KubernetesModel
internal import Synchronization

/// What is known of the kinds a server has. Kinds appear and vanish while we run, so nothing is remembered as missing.
final class ResourceMapping: Sendable {
    private struct State {
        var kinds: [GroupVersion: [String: APIResource]] = [:]
        /// The versions of a group, the preferred one first.
        var versions: [String: [String]] = [:]
        /// How often the server was asked for the kinds of a version.
        var rounds: [GroupVersion: Int] = [:]
    }
    private let state = Mutex(State())
    /// Lets one task at a time ask the server, so that hundreds that miss the same kind ask once.
    let gate = SerialGate()

    /// How often the server has answered for this version: who missed a kind before an answer need not ask again.
    func rounds(of version: GroupVersion) -> Int { state.withLock { $0.rounds[version] ?? 0 } }

    subscript(kind: GroupVersionKind) -> APIResource? { state.withLock { $0.kinds[kind.groupVersion]?[kind.kind] } }

    /// The versions of a group, if they are known.
    func versions(of group: String) -> [String]? { state.withLock { $0.versions[group] } }

    func store(_ resources: [APIResource], of version: GroupVersion) {
        let byKind = Dictionary(resources.map { ($0.groupVersionKind.kind, $0) }) { first, _ in first }
        state.withLock { state in
            state.kinds[version] = byKind
            state.rounds[version, default: 0] += 1
        }
    }

    func store(versions: [String], of group: String) { state.withLock { $0.versions[group] = versions } }

    func forget(_ version: GroupVersion) {
        state.withLock { state in
            state.kinds[version] = nil
            state.versions[version.group] = nil
            state.rounds[version, default: 0] += 1
        }
    }
}
