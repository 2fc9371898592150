import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

extension Harness {
    static let eventKind = GroupVersionKind(group: "", version: "v1", kind: "Event")

    /// Waits until an event about an object is stored.
    @discardableResult
    func event(
        _ reason: String, about kind: String, _ name: String, type: String = "Normal"
    ) async throws -> KubernetesObject {
        try await wait("event \(reason) about \(kind) \(name)") {
            try await events().first { event in
                event.content["reason"]?.string == reason && event.content["type"]?.string == type
                    && event.content["involvedObject"]?["kind"]?.string == kind
                    && event.content["involvedObject"]?["name"]?.string == name
            }
        }
    }

    /// The events of the scenario.
    func events() async throws -> [KubernetesObject] {
        try await client.list(Self.eventKind, ListOptions(namespace: namespace)).items
    }

    /// Checks that no object, event or log line holds any of these texts.
    func expectAbsent(_ secrets: String...) async throws {
        var texts = Controllers.Role.allCases.map { ($0.rawValue, controllers.output($0)) }
        for kind in [Self.gitRepository, Self.kustomization, Self.eventKind] {
            for object in try await client.list(kind, ListOptions(namespace: namespace)).items {
                texts.append(("\(kind.kind) \(object.name)", JSON.text(object.value)))
            }
        }
        for secret in secrets {
            for (place, text) in texts { #expect(!text.contains(secret), "\(place) holds a secret") }
        }
    }
}

/// Names for document nodes where literals do not reach.
enum DocumentText {
    static func string(_ text: String) -> Value { .string(text) }
    static func object(_ fields: [String: Value]) -> Value {
        .object(Object(fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
    }
}
