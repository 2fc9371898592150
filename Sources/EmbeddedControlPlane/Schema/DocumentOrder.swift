internal import DocumentModel

/// The order in which fields stand in a document.
enum DocumentOrder {
    /// The paths as a reader of the document meets them, what is inside a field before what follows it. Of two paths one of which
    /// leads to the other, the longer comes last.
    static func sorted(_ paths: [String], _ document: Object) -> [String] {
        guard paths.count > 1 else { return paths }
        var rest = Set(paths)
        var result: [String] = []
        visit(.object(document), "", &rest, &result)
        return result + paths.filter(rest.contains)
    }

    private static func visit(_ value: Value, _ path: String, _ rest: inout Set<String>, _ result: inout [String]) {
        if rest.isEmpty { return }
        if rest.remove(path) != nil { return result.append(path) }
        switch value {
        case .object(let object):
            for (key, inner) in object { visit(inner, path.isEmpty ? key : "\(path).\(key)", &rest, &result) }
        case .array(let items):
            for (index, item) in items.enumerated() { visit(item, "\(path)[\(index)]", &rest, &result) }
        default: break
        }
    }
}
