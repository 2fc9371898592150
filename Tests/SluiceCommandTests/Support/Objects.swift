import DocumentModel
import KubernetesModel

@testable import SluiceCommand

/// Objects for tests, with what the tests are not about filled in.
enum Make {
    static let revision = "main@sha1:696f056df216eea4f9401adbee0ff744d4df390f"

    static func object(_ yaml: String) -> KubernetesObject {
        let value = (try? YAML.parseFirst(yaml)) ?? .null
        return KubernetesObject(value) ?? KubernetesObject(content: [:])
    }

    static func condition(_ status: String, _ message: String, reason: String = "Succeeded") -> Value {
        [
            "type": "Ready", "status": .string(status), "message": .string(message), "reason": .string(reason),
            "observedGeneration": 1, "lastTransitionTime": "2023-11-14T22:00:00Z",
        ]
    }

    static func gitRepository(
        _ name: String, namespace: String = "flux-system", ready: String = "True",
        message: String = "stored artifact for revision '\(revision)'", revision: String = Make.revision,
        suspend: Bool = false, labels: [String: String] = [:]
    ) -> KubernetesObject {
        var object = KubernetesObject(kind: .gitRepository, namespace: namespace, name: name)
        object.labels = labels
        object.content["metadata"]?["generation"] = 1
        object.content["spec"] = [
            "interval": "5m0s", "url": "https://git.example.com/platform", "ref": ["branch": "main"],
        ]
        if suspend { object.content["spec"]?["suspend"] = true }
        object.content["status"] = [
            "observedGeneration": 1, "conditions": [condition(ready, message)],
            "artifact": ["revision": .string(revision), "size": 1536],
        ]
        if revision.isEmpty { object.content["status"]?["artifact"] = nil }
        return object
    }

    static func kustomization(
        _ name: String, namespace: String = "flux-system", ready: String = "True",
        message: String = "Applied revision: \(revision)", inventory: [String] = []
    ) -> KubernetesObject {
        var object = KubernetesObject(kind: .kustomization, namespace: namespace, name: name)
        object.content["metadata"]?["generation"] = 1
        object.content["spec"] = [
            "interval": "5m0s", "path": "./apps", "prune": true,
            "sourceRef": ["kind": "GitRepository", "name": "platform"],
        ]
        object.content["status"] = [
            "observedGeneration": 1, "conditions": [condition(ready, message)],
            "lastAppliedRevision": .string(revision),
            "inventory": ["entries": .array(inventory.map { ["id": .string($0), "v": "v1"] })],
        ]
        return object
    }

    /// Plays both controllers: what asks for a run gets one, and what is new becomes ready.
    @Sendable static func reconciled(_ object: KubernetesObject) -> KubernetesObject {
        guard [GroupVersionKind.gitRepository, .kustomization].contains(object.groupVersionKind) else { return object }
        var done = object
        if done.status == nil {
            let template = object.kind == "Kustomization" ? kustomization("x") : gitRepository("x")
            done.content["metadata"]?["generation"] = 1
            done.content["status"] = template.status
        }
        if let request = object.annotations["reconcile.fluxcd.io/requestedAt"] {
            done.content["status"]?["lastHandledReconcileAt"] = .string(request)
        }
        return done
    }
}
