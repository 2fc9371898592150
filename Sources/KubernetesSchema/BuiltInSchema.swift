public import KubernetesModel
internal import Synchronization

/// The kinds and types of Kubernetes 1.36 that a server offers by default, with what merging and checking need.
///
/// Read from a compact table, a type at a time, when it is asked for; shared and read-only. Safe on any thread.
public final class BuiltInSchema: Sendable {
    /// The one instance.
    public static let shared = BuiltInSchema()

    private let index = TableIndex()
    private let types = Mutex<[String: ObjectSchema]>([:])
    private let allKinds = Mutex<[GroupVersionKind: KindInfo]?>(nil)

    private init() {}

    /// What is known about a kind in a version.
    public func kind(for kind: GroupVersionKind) -> KindInfo? { kindTable[kind] }

    /// Every kind, in byte order of group, version and plural.
    public var kinds: [KindInfo] {
        kindTable.values.sorted {
            ($0.groupVersionKind.group, $0.groupVersionKind.version, $0.plural)
                < ($1.groupVersionKind.group, $1.groupVersionKind.version, $1.plural)
        }
    }

    /// The fields of a kind in a version.
    public func type(for kind: GroupVersionKind) -> ObjectSchema? {
        let name: String? =
            switch self.kind(for: kind) {
            case .some(let info): info.typeName
            case .none: index.typeNames[kind]
            }
        return name.flatMap { type(named: $0) }
    }

    /// The fields of a type such as `core.v1.PodSpec`.
    public func type(named name: String) -> ObjectSchema? {
        if let known = types.withLock({ $0[name] }) { return known }
        guard let line = index.types[name] else { return nil }
        let type = TableReader.type(in: line)
        types.withLock { $0[name] = type }
        return type
    }

    /// The names of all types, in byte order.
    public var typeNames: [String] { index.types.keys.sorted() }

    private var kindTable: [GroupVersionKind: KindInfo] {
        allKinds.withLock { table in
            if let table { return table }
            let kinds = index.kinds.map { TableReader.kind(in: $0) }
            let read = Dictionary(kinds.map { ($0.groupVersionKind, $0) }, uniquingKeysWith: { $1 })
            table = read
            return read
        }
    }
}
