internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// The keys of a Secret that a command makes.
struct SecretData {
    private var values: Object = [:]

    var isEmpty: Bool { values.isEmpty }

    /// Setting nil, or an empty text, leaves the key out.
    subscript(key: String) -> String? {
        get { values[key]?.string }
        set { values[key] = newValue.flatMap { $0.isEmpty ? nil : .string($0) } }
    }

    /// - Parameter type: nil leaves it to the server, which takes `Opaque`.
    func secret(
        name: String, namespace: String, type: String? = nil, labels: [String: String] = [:]
    ) -> KubernetesObject {
        var secret = KubernetesObject(kind: .secret, namespace: namespace, name: name)
        secret.labels = labels
        if !values.isEmpty { secret.content["stringData"] = .object(values) }
        if let type { secret.content["type"] = .string(type) }
        return secret
    }
}

/// Files that flags name.
enum CreateFile {
    /// The text of the file; nil when no file is named.
    static func text(_ path: String?, _ words: String) async throws -> String? {
        guard let path, !path.isEmpty else { return nil }
        do {
            let bytes = try await BlockingPool.shared.run { try FileSystem.read(path, limit: 1 << 20) }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw CommandFailure("unable to read \(words): \"\(path)\" is no text")
            }
            return text
        } catch let error as FileError {
            throw CommandFailure("unable to read \(words): \(error)")
        }
    }
}
