import DocumentModel
import KubernetesModel
import ResourceApply
import ResourceApplyTesting
import Testing

/// The object a text describes.
func manifest(_ yaml: String) throws -> KubernetesObject {
    try #require(KubernetesObject(try YAML.parseFirst(yaml)))
}

/// A ConfigMap of the namespace `apps`.
func configMap(_ name: String, _ data: [String: String] = ["a": "1"]) -> KubernetesObject {
    var object = KubernetesObject(
        kind: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "apps", name: name)
    object.content["data"] = .object(Object(data.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    return object
}

func identity(_ kind: String, _ name: String, namespace: String = "apps", group: String = "") -> ObjectIdentity {
    ObjectIdentity(kind: GroupKind(group: group, kind: kind), key: ObjectKey(namespace: namespace, name: name))
}

let switches = ObjectSwitches(group: "kustomize.toolkit.fluxcd.io")
let ownership = TakeOver(fieldManager: "kustomize-controller")

func applier(
    _ api: FakeApplyAPI, settled: any SettledObjects = NothingSettled(), time: ManualTime? = nil,
    _ change: (inout ApplyOptions) -> Void = { _ in }
) -> Applier {
    var options = ApplyOptions(ownership: ownership, switches: switches)
    change(&options)
    let now: @Sendable () -> Duration = { time?.look() ?? .zero }
    return Applier(api: api, options: options, settled: settled, now: now, pause: { _ in await Task.yield() })
}

extension Applier {
    /// The outcome of an apply that does not have to wait.
    func outcome(of objects: [KubernetesObject]) async throws -> ApplyOutcome {
        guard case .finished(let outcome) = await apply(objects) else {
            Issue.record("the apply waits")
            return ApplyOutcome()
        }
        return outcome
    }
}
