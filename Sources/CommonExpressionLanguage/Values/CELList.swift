public import DocumentModel

/// A list of values, or of parts of a document that become values when they are asked for.
public struct CELList: Sendable {
    enum Storage: Sendable {
        case values([CELValue])
        case documents([Value], DocumentType?)
    }

    let storage: Storage

    public init(_ values: [CELValue]) { storage = .values(values) }

    /// - Parameter element: What the elements are, from a schema; nil takes them as they stand there.
    public init(_ documents: [Value], element: DocumentType? = nil) { storage = .documents(documents, element) }

    init(_ documents: [Value], type: DocumentType?) { storage = .documents(documents, type) }

    public var count: Int {
        switch storage {
        case .values(let values): values.count
        case .documents(let values, _): values.count
        }
    }

    public subscript(index: Int) -> CELValue {
        get throws(CELError) {
            switch storage {
            case .values(let values): return values[index]
            case .documents(let values, let type): return try CELValue(values[index], type?.element)
            }
        }
    }

    /// All values.
    public func values() throws(CELError) -> [CELValue] {
        switch storage {
        case .values(let values): return values
        case .documents(let documents, let type):
            let element = type?.element
            var values: [CELValue] = []
            values.reserveCapacity(documents.count)
            for document in documents { values.append(try CELValue(document, element)) }
            return values
        }
    }

    /// How the elements of a list from a schema belong together.
    var listKind: DocumentType.ListKind {
        if case .documents(_, let type) = storage { type?.listKind ?? .atomic } else { .atomic }
    }
}
