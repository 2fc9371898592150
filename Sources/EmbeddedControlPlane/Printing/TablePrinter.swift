internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// The columns of `kubectl get` and what they show, made on the server.
struct TablePrinter: Sendable {
    /// A column of a table.
    struct Column: Sendable {
        var name: String
        var type: String
        var format = ""
        var description = ""
        var priority = 0

        var value: Value {
            [
                "name": .string(name), "type": .string(type), "format": .string(format),
                "description": .string(description), "priority": .integer(Int64(priority)),
            ]
        }
    }

    let columns: [Column]
    private let print: @Sendable (Object) -> [Value]

    init(_ definition: ResourceDefinition, _ version: ResourceDefinition.Version) {
        let kind = GroupKind(group: definition.group, kind: definition.kind)
        if !definition.isCustom, let table = BuiltInTables.table(for: kind) {
            columns = table.columns
            print = { table.cells(Value.object($0)) }
        } else if definition.isCustom {
            let custom = CustomColumns(version.columns)
            columns = custom.columns
            print = custom.cells
        } else {
            columns = [.name, Column(name: "Created At", type: "date")]
            print = { [$0["metadata"]?["name"] ?? "", $0["metadata"]?["creationTimestamp"] ?? ""] }
        }
    }

    /// The cells of one object's row.
    func cells(_ object: Object) -> [Value] { print(object) }
}

extension TablePrinter.Column {
    static let name = TablePrinter.Column(name: "Name", type: "string", format: "name")
    static let age = TablePrinter.Column(name: "Age", type: "string")
}

/// Times as `kubectl` shows them.
enum Age {
    /// How long ago a time in RFC 3339 was: `5s`, `3m20s`, `4d`.
    static func since(_ text: String?, now: Timestamp = .now()) -> String {
        guard let text, let time = Timestamp(rfc3339: text) else { return "<unknown>" }
        return text.isEmpty ? "<unknown>" : short(now.duration(since: time).components.seconds)
    }

    /// A duration in seconds, shortened as `duration.HumanDuration` does.
    static func short(_ seconds: Int64) -> String {
        if seconds < -1 { return "<invalid>" }
        if seconds < 0 { return "0s" }
        if seconds < 120 { return "\(seconds)s" }
        let minutes = seconds / 60
        if minutes < 10 { return pair(minutes, "m", seconds % 60, "s") }
        if minutes < 180 { return "\(minutes)m" }
        let hours = minutes / 60
        if hours < 8 { return pair(hours, "h", minutes % 60, "m") }
        if hours < 48 { return "\(hours)h" }
        if hours < 24 * 8 { return pair(hours / 24, "d", hours % 24, "h") }
        if hours < 24 * 365 * 2 { return "\(hours / 24)d" }
        if hours < 24 * 365 * 8 { return pair(hours / 24 / 365, "y", hours / 24 % 365, "d") }
        return "\(hours / 24 / 365)y"
    }

    private static func pair(_ large: Int64, _ unit: String, _ small: Int64, _ smallUnit: String) -> String {
        small == 0 ? "\(large)\(unit)" : "\(large)\(unit)\(small)\(smallUnit)"
    }
}
