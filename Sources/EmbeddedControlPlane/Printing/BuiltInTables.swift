internal import DocumentModel
internal import KubernetesModel

/// How one built-in kind is shown: its columns, and the cells of one object.
struct PrintedTable: Sendable {
    struct Entry: Sendable {
        var column: TablePrinter.Column
        var cell: @Sendable (Value) -> Value
    }

    private let entries: [Entry]

    init(_ entries: [Entry]) { self.entries = entries }

    var columns: [TablePrinter.Column] { entries.map(\.column) }
    func cells(_ object: Value) -> [Value] { entries.map { $0.cell(object) } }
}

/// The tables of the built-in kinds.
enum BuiltInTables {
    static func table(for kind: GroupKind) -> PrintedTable? { all[kind] }

    private static let all: [GroupKind: PrintedTable] = {
        var all: [GroupKind: PrintedTable] = [:]
        for (group, tables) in [
            ("", core), ("apps", apps), ("batch", batch), ("autoscaling", autoscaling), ("policy", policy),
            ("networking.k8s.io", networking), ("rbac.authorization.k8s.io", rbac), ("storage.k8s.io", storage),
            ("scheduling.k8s.io", scheduling), ("coordination.k8s.io", coordination), ("discovery.k8s.io", discovery),
            ("events.k8s.io", events), ("admissionregistration.k8s.io", admission),
            ("apiextensions.k8s.io", extensions),
            ("apiregistration.k8s.io", registration), ("node.k8s.io", nodes),
            ("flowcontrol.apiserver.k8s.io", flowControl),
            ("resource.k8s.io", resources), ("certificates.k8s.io", certificates),
        ] {
            for (kind, entries) in tables { all[GroupKind(group: group, kind: kind)] = PrintedTable(entries) }
        }
        return all
    }()

    /// The table of the `scale` subresource of every kind.
    static let scale = PrintedTable([
        name, number("Desired", "spec.replicas"), number("Available", "status.replicas"), age,
    ])

    typealias Tables = [String: [PrintedTable.Entry]]

    // MARK: - Columns

    static func column(
        _ name: String, _ type: String = "string", wide: Bool = false, format: String = "",
        _ cell: @escaping @Sendable (Value) -> Value
    ) -> PrintedTable.Entry {
        .init(column: .init(name: name, type: type, format: format, priority: wide ? 1 : 0), cell: cell)
    }

    /// Text at a path; `fallback` where there is none.
    static func text(_ name: String, _ path: String, wide: Bool = false, else fallback: String = "<none>")
        -> PrintedTable.Entry
    {
        let path = path.split(separator: ".").map(String.init)
        return column(name, wide: wide) { object in
            guard let value = object.at(path), !value.isNull, value.string != "" else { return .string(fallback) }
            return .string(Cells.text(value))
        }
    }

    /// A number in a column that the server calls one of text.
    static func shownNumber(_ name: String, _ path: String) -> PrintedTable.Entry {
        let path = path.split(separator: ".").map(String.init)
        return column(name) { $0.at(path).flatMap { $0.integer }.map(Value.integer) ?? 0 }
    }

    /// A number at a path; 0 where there is none.
    static func number(_ name: String, _ path: String, wide: Bool = false) -> PrintedTable.Entry {
        let path = path.split(separator: ".").map(String.init)
        return column(name, "integer", wide: wide) { .integer($0.at(path)?.integer ?? 0) }
    }

    static let name = column("Name", format: "name") { $0.at("metadata", "name") ?? "" }
    static let age = column("Age") { .string(Age.since($0.at("metadata", "creationTimestamp")?.string)) }
    static let containers = column("Containers", wide: true) { .string(Cells.containers($0, "name")) }
    static let images = column("Images", wide: true) { .string(Cells.containers($0, "image")) }
    static let selector = column("Selector", wide: true) { .string(Cells.selector($0.at("spec", "selector"))) }
}

/// What stands in cells.
enum Cells {
    static func text(_ value: Value) -> String {
        switch value {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .null: ""
        default: JSON.text(value)
        }
    }

    /// A field of the containers of a pod or of a pod template, with commas.
    static func containers(_ object: Value, _ field: String) -> String {
        let spec =
            object.at("spec", "jobTemplate", "spec", "template", "spec") ?? object.at("spec", "template", "spec")
            ?? object.at("template", "spec") ?? object["spec"]
        return (spec?["containers"]?.array ?? []).compactMap { $0[field]?.string }.joined(separator: ",")
    }

    /// A label selector as text; `<none>` for none.
    static func selector(_ value: Value?) -> String {
        guard let value, let object = value.object, !object.isEmpty else { return "<none>" }
        let isPlain = object["matchLabels"] == nil && object["matchExpressions"] == nil
        let text = isPlain ? LabelSelector(labels: object).text : LabelSelector(value).text
        return text.isEmpty ? "<none>" : text
    }

    /// A map as `a=b,c=d`; `<none>` for none.
    static func labels(_ value: Value?) -> String {
        guard let object = value?.object, !object.isEmpty else { return "<none>" }
        return object.sorted().map { "\($0.key)=\(text($0.value))" }.joined(separator: ",")
    }

    static func list(_ texts: [String]) -> String { texts.isEmpty ? "<none>" : texts.joined(separator: ",") }

    static func names(_ value: Value?) -> [String] { (value?.array ?? []).compactMap { $0["name"]?.string } }

    static func string(_ text: String) -> Value { .string(text) }
}
