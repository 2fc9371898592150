/// A JSONPath as kubectl and CRD printer columns use it: `.status.conditions[?(@.type=="Ready")].status`.
public struct JSONPath: Sendable, Hashable {
    /// Reads a path, with or without braces and leading dot.
    ///
    /// - Throws: `invalidPath` with the column at which it breaks.
    public init(_ text: String) throws(DocumentError) { fatalError("not built") }

    /// The nodes the path leads to, in document order; empty when it leads nowhere.
    public func values(in root: Value) -> [Value] { fatalError("not built") }
}

/// A template as in `-o jsonpath=…`: text, `{path}`, `{"literal"}`, `{range path}…{end}`.
public struct JSONPathTemplate: Sendable {
    /// Reads a template.
    ///
    /// - Throws: `invalidPath` with the column at which it breaks.
    public init(_ text: String) throws(DocumentError) { fatalError("not built") }

    /// The text for `root`. Several results of one path are joined by spaces; objects and arrays print as JSON.
    ///
    /// - Throws: `notFound` when a path leads nowhere, unless `allowsMissing`, as kubectl has it.
    public func render(_ root: Value, allowsMissing: Bool = true) throws(DocumentError) -> String {
        fatalError("not built")
    }
}
