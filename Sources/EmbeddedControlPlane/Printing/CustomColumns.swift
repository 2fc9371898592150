internal import DocumentModel

/// The columns of a custom resource: the name and what its definition adds.
struct CustomColumns: Sendable {
    private struct Entry: Sendable {
        var column: TablePrinter.Column
        var path: JSONPath?
    }

    private let entries: [Entry]

    init(_ columns: [ResourceDefinition.PrinterColumn]) {
        let wanted =
            columns.isEmpty
            ? [ResourceDefinition.PrinterColumn(name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp")]
            : columns
        entries = wanted.map { column in
            let description =
                columns.isEmpty || !column.description.isEmpty
                ? column.description : "Custom resource definition column (in JSONPath format): \(column.jsonPath)"
            return Entry(
                column: .init(
                    name: column.name, type: column.type, format: column.format, description: description,
                    priority: column.priority),
                path: Self.path(column.jsonPath))
        }
    }

    var columns: [TablePrinter.Column] { [.name] + entries.map(\.column) }

    func cells(_ object: Object) -> [Value] {
        let root = Value.object(object)
        return [object["metadata"]?["name"] ?? ""]
            + entries.map { entry in
                guard let value = entry.path?.values(in: root).first else { return .null }
                return Self.cell(value, entry.column.type)
            }
    }

    private static func path(_ text: String) -> JSONPath? {
        do throws(DocumentError) { return try JSONPath(text) } catch { return nil }
    }

    /// A value that is not of the column's type leaves the cell empty.
    private static func cell(_ value: Value, _ type: String) -> Value {
        switch (type, value) {
        case ("integer", .integer): value
        case ("integer", .double(let number)): .integer(Int64(clamping: number))
        case ("number", .integer), ("number", .double): value
        case ("boolean", .bool): value
        case ("string", .string): value
        case ("string", .null): .null
        case ("string", _): .string(JSON.text(value, .init(sortsKeys: true, escapesHTML: true)))
        case ("date", .string(let text)): .string(age(text))
        default: .null
        }
    }

    private static func age(_ text: String) -> String {
        Age.since(text) == "<unknown>" ? "<invalid>" : Age.since(text)
    }
}

extension Int64 {
    /// The whole part of a number, as far as it fits.
    init(clamping number: Double) {
        self = number.isNaN ? 0 : number >= 9.2e18 ? .max : number <= -9.2e18 ? .min : Int64(number)
    }
}
