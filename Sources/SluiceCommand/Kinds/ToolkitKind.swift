internal import DocumentModel
internal import KubernetesModel
internal import ToolkitAPI

/// A kind of the toolkit as commands treat it: its names on the command line, its columns, its words.
struct ToolkitKind: Sendable {
    let groupVersionKind: GroupVersionKind
    /// The name below `get`, such as `kustomizations` or `git`.
    let listName: String
    let listAliases: [String]
    /// The name below the other verbs, such as `kustomization` or `git`.
    let name: String
    let aliases: [String]
    /// As messages call it, such as `kustomization` or `source git`.
    let human: String
    let columns: [Column]
    /// What a finished reconciliation has to tell.
    let success: @Sendable (KubernetesObject) -> String
    /// Whether an object is always ready, because nothing reconciles it.
    let isStatic: @Sendable (KubernetesObject) -> Bool

    init(
        _ group: String, _ version: String, _ kind: String, list: String, listAliases: [String] = [], name: String,
        aliases: [String] = [], human: String? = nil, columns: [Column],
        success: @escaping @Sendable (KubernetesObject) -> String = { _ in "" },
        isStatic: @escaping @Sendable (KubernetesObject) -> Bool = { _ in false }
    ) {
        groupVersionKind = GroupVersionKind(group: group, version: version, kind: kind)
        listName = list
        self.listAliases = listAliases
        self.name = name
        self.aliases = aliases
        self.human = human ?? name
        self.columns = columns
        self.success = success
        self.isStatic = isStatic
    }

    var kind: String { groupVersionKind.kind }
    /// The words that lead to the kind below verbs such as `delete`.
    var words: String { human.hasSuffix(" \(name)") ? human : name }
}

/// A kind at the level of types, so that one generic command serves every kind.
protocol KindMarker: Sendable {
    static var kind: ToolkitKind { get }
}

/// One column of a listing.
struct Column: Sendable {
    let title: String
    let text: @Sendable (KubernetesObject) -> String

    init(_ title: String, _ text: @escaping @Sendable (KubernetesObject) -> String) {
        self.title = title
        self.text = text
    }

    static let suspended = Column("Suspended") { $0.isSuspended ? "True" : "False" }
    static let ready = Column("Ready") { $0.readiness.status }
    static let message = Column("Message") { $0.readiness.message }
    /// The message with digests cut short, as sources and Kustomizations show it.
    static let shortMessage = Column("Message") { ShortDigest.shorten($0.readiness.message) }

    static func always(_ message: String) -> [Column] {
        [Column("Ready") { _ in "True" }, Column("Message") { _ in message }]
    }

    /// A column that shows a field.
    static func field(_ title: String, _ path: String...) -> Column {
        Column(title) { $0.value.at(path)?.string ?? "" }
    }

    static func shortField(_ title: String, _ path: String...) -> Column {
        Column(title) { ShortDigest.shorten($0.value.at(path)?.string ?? "") }
    }
}
