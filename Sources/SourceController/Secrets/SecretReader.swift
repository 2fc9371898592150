internal import ControllerRuntime
internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Reads Secrets.
protocol SecretReader: Sendable {
    /// - Throws: ``SecretProblem`` when there is none, or it cannot be read.
    func secret(_ key: ObjectKey) async throws -> SecretData
}

/// The content of a Secret.
struct SecretData: Sendable {
    let key: ObjectKey
    private let values: [String: Secret<[UInt8]>]

    init(_ key: ObjectKey, _ values: [String: [UInt8]]) {
        self.key = key
        self.values = values.mapValues { Secret($0) }
    }

    /// What stands under `name`; nil when nothing does, or nothing but emptiness.
    subscript(name: String) -> Secret<[UInt8]>? {
        guard let value = values[name], !value.reveal().isEmpty else { return nil }
        return value
    }

    /// The same as text.
    ///
    /// - Throws: ``SecretProblem`` when it is not UTF-8.
    func text(_ name: String) throws(SecretProblem) -> Secret<String>? {
        guard let bytes = self[name] else { return nil }
        guard let text = String(validating: bytes.reveal(), as: UTF8.self) else {
            throw SecretProblem(description: "the key \"\(name)\" of Secret \(key) is not UTF-8")
        }
        return Secret(text)
    }
}

/// Why a Secret is of no use. Never holds what is in it.
struct SecretProblem: Error, CustomStringConvertible {
    let description: String
}

/// Secrets from the API, past every cache, or from an informer where one is kept.
struct ClusterSecrets: SecretReader {
    static let kind = GroupVersionKind(group: "", version: "v1", kind: "Secret")

    let read: @Sendable (ObjectKey) async throws -> KubernetesObject?

    func secret(_ key: ObjectKey) async throws -> SecretData {
        let attempt = "failed to get secret '\(key)'"
        let object: KubernetesObject?
        do { object = try await read(key) } catch let error as ClusterFailure {
            throw SecretProblem(description: "\(attempt): \(error)")
        }
        guard let object else { throw SecretProblem(description: "\(attempt): secrets \"\(key.name)\" not found") }
        var values: [String: [UInt8]] = [:]
        for (name, value) in object.content["data"]?.object ?? [:] {
            guard let text = value.string, let bytes = Platform.Base64.decode(text) else {
                throw SecretProblem(description: "\(attempt): the key \"\(name)\" is not base64")
            }
            values[name] = bytes
        }
        return SecretData(key, values)
    }
}
