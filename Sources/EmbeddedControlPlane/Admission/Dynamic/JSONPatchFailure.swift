internal import DocumentModel

/// Why a patch cannot be applied, in the words of Go's library.
enum JSONPatchFailure {
    /// The text for the first operation that fails.
    static func text(_ error: DocumentError, _ patch: JSONPatch, _ live: Object) -> String {
        var document = Value.object(live)
        for operation in patch.operations {
            do throws(DocumentError) {
                document = try JSONPatch(operations: [operation]).apply(to: document)
            } catch {
                return text(operation) ?? error.message
            }
        }
        return error.message
    }

    private static func text(_ operation: JSONPatch.Operation) -> String? {
        switch operation {
        case .add(let path, _): "add operation does not apply: doc is missing path: \"\(path)\": missing value"
        case .replace(let path, _): "replace operation does not apply: doc is missing key: \(path): missing value"
        case .remove(let path):
            "error in remove for path: '\(path)': Unable to remove nonexistent key: \(path.tokens.last ?? ""): missing value"
        case .test(let path, _): "testing value \(path) failed: test failed"
        case .move, .copy: nil
        }
    }
}
