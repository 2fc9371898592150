internal import ControllerRuntime
internal import DocumentModel
package import KubernetesModel
internal import Platform

/// Reads ConfigMaps and Secrets with the controller's own identity.
package protocol ConfigReader: Sendable {
    /// The decoded data of a Secret; nil when there is none.
    func secret(_ key: ObjectKey) async throws(ConfigUnreadable) -> [String: [UInt8]]?

    /// The data of a ConfigMap; nil when there is none.
    func configMap(_ key: ObjectKey) async throws(ConfigUnreadable) -> [String: [UInt8]]?
}

/// Why a ConfigMap or Secret could not be read. Never holds what is in it.
package struct ConfigUnreadable: Error, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// The kinds that hold configuration.
enum ConfigKind {
    static let secret = GroupVersionKind(group: "", version: "v1", kind: "Secret")
    static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
}

/// Reads from the API server, or from a cache of everything where the operator asked for one.
struct ClusterConfigs: ConfigReader {
    let object: @Sendable (GroupVersionKind, ObjectKey) async throws -> KubernetesObject?

    func secret(_ key: ObjectKey) async throws(ConfigUnreadable) -> [String: [UInt8]]? {
        guard let object = try await read(ConfigKind.secret, key) else { return nil }
        var result: [String: [UInt8]] = [:]
        for (name, value) in object.content["data"]?.object ?? [:] {
            guard let text = value.string, let bytes = Platform.Base64.decode(text) else {
                throw ConfigUnreadable("the key \"\(name)\" of Secret \(key) is not base64")
            }
            result[name] = bytes
        }
        return result
    }

    func configMap(_ key: ObjectKey) async throws(ConfigUnreadable) -> [String: [UInt8]]? {
        guard let object = try await read(ConfigKind.configMap, key) else { return nil }
        var result: [String: [UInt8]] = [:]
        for (name, value) in object.content["data"]?.object ?? [:] {
            if let text = value.string { result[name] = Array(text.utf8) }
        }
        return result
    }

    private func read(_ kind: GroupVersionKind, _ key: ObjectKey) async throws(ConfigUnreadable) -> KubernetesObject? {
        do { return try await object(kind, key) } catch { throw ConfigUnreadable(String(describing: error)) }
    }
}
