internal import DocumentModel
internal import KubernetesModel
internal import Synchronization

/// The webhooks of one kind of configuration, read again when one of them changes.
final class WebhookSource: Sendable {
    /// One webhook of a configuration.
    struct Webhook: Sendable {
        var name: String
        var value: Value
        var conditions: MatchConditions

        var ignoresFailures: Bool { value["failurePolicy"]?.string == "Ignore" }
        var isReinvoked: Bool { value["reinvocationPolicy"]?.string == "IfNeeded" }
    }

    private struct Known: Sendable {
        var version: Int64
        var webhooks: [Webhook]
    }

    private let store: ObjectStore
    private let table: ResourceKey
    private let known = Mutex<Known?>(nil)

    init(store: ObjectStore, isMutation: Bool) {
        self.store = store
        table = ResourceKey(
            group: "admissionregistration.k8s.io",
            plural: isMutation ? "mutatingwebhookconfigurations" : "validatingwebhookconfigurations")
    }

    /// All of them, in the order of the names of their configurations.
    var webhooks: [Webhook] {
        let version = store.lastChange(table)
        return known.withLock { known in
            if let known, known.version == version { return known.webhooks }
            let webhooks = read()
            known = Known(version: version, webhooks: webhooks)
            return webhooks
        }
    }

    private func read() -> [Webhook] {
        let environment = PolicyEnvironment.make(hasParameters: false, hasAuthorizer: true)
        return store.snapshot(table).objects.flatMap { object in
            (object.value["webhooks"]?.array ?? []).map { webhook in
                Webhook(
                    name: webhook["name"]?.string ?? "", value: webhook,
                    conditions: MatchConditions(webhook["matchConditions"], environment))
            }
        }
    }
}
