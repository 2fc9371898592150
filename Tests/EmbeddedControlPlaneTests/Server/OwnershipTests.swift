import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@testable import EmbeddedControlPlane

@Suite(.timeLimit(.minutes(2))) struct OwnershipTests {
    /// The fields below `f:spec` that the creator owns.
    private func owned(_ object: KubernetesObject) -> Set<String> {
        let fields = object.content.at(["metadata", "managedFields"])?[0]?.at("fieldsV1", "f:spec")?.object ?? [:]
        return Set(fields.keys.map { String($0) })
    }

    @Test func `what the server allots belongs to nobody, defaults to whoever creates the object`() async throws {
        try await TestControlPlane.with { plane in
            let kind = GroupVersionKind(apiVersion: "v1", kind: "Service")
            var service = KubernetesObject(kind: kind, namespace: "default", name: "s")
            service.content["spec"] = ["ports": [["port": 80]]]
            let made = try await plane.client.create(service)
            #expect(made.content["spec"]?["clusterIP"]?.string?.isEmpty == false)
            #expect(owned(made) == ["f:internalTrafficPolicy", "f:ports", "f:sessionAffinity", "f:type"])

            var job = KubernetesObject(kind: .job, namespace: "default", name: "j")
            job.content["spec"] = [
                "suspend": true,
                "template": ["spec": ["restartPolicy": "Never", "containers": [["name": "c", "image": "i"]]]],
            ]
            let madeJob = try await plane.client.create(job)
            #expect(madeJob.content["spec"]?["selector"] != nil)
            #expect(!owned(madeJob).contains("f:selector"))
            #expect(madeJob.content.at(["metadata", "managedFields"])?[0]?.at("fieldsV1", "f:metadata") == nil)
        }
    }

    @Test func `an empty list that is always written comes back as null`() async throws {
        try await TestControlPlane.with { plane in
            let kind = GroupVersionKind(apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role")
            var role = KubernetesObject(kind: kind, namespace: "default", name: "r")
            role.content["rules"] = []
            let made = try await plane.client.create(role)
            #expect(made.content["rules"] == .null)
        }
    }

    @Test func `an apply ignores the namespace of what has none, and says what cannot be converted`() async throws {
        try await TestControlPlane.with { plane in
            let kind = GroupVersionKind(apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole")
            var role = KubernetesObject(kind: kind, name: "r")
            role.content.set(["metadata", "namespace"], to: "default")
            role.content["rules"] = [["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]]
            let made = try await plane.client.apply(role, fieldManager: "me")
            #expect(made.namespace == "")

            let claimKind = GroupVersionKind(apiVersion: "v1", kind: "PersistentVolumeClaim")
            var claim = KubernetesObject(kind: claimKind, namespace: "default", name: "c")
            claim.content["spec"] = [
                "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "much"]],
            ]
            let error = await #expect(throws: KubernetesError.self) {
                try await plane.client.apply(claim, fieldManager: "me")
            }
            #expect(
                error?.message.hasPrefix(
                    "failed to convert new object (default/c; /v1, Kind=PersistentVolumeClaim) to proper version: unable to "
                        + "convert unstructured object to /v1, Kind=PersistentVolumeClaim: quantities must match")
                    == true)
        }
    }
}

struct WarningTests {
    @Test func `no warning comes twice, and many are cut short`() {
        #expect(WarningTexts.fitting(["a", "b", "a"]) == ["a", "b"])
        let long = (0..<20).map { "\($0)" + String(repeating: "x", count: 400) }
        let fitting = WarningTexts.fitting(long)
        #expect(fitting.count == 16)
        #expect(fitting.allSatisfy { $0.count == 256 })
    }

    @Test(arguments: [
        ("string", "date-time", []), ("string", "url", ["unrecognized format \"url\""]), ("", "uuid", []),
        ("integer", "int64", []), ("integer", "uint", ["unrecognized format \"uint\""]),
        ("string", "k8s-short-name", []),
        ("boolean", "byte", ["unrecognized format \"byte\""]),
    ])
    func `a format that nothing checks is told once`(_ type: String, _ format: String, _ warnings: [String]) {
        let field: Value =
            type.isEmpty ? ["format": .string(format)] : ["type": .string(type), "format": .string(format)]
        let schema: Value = ["type": "object", "properties": ["a": ["type": "array", "items": field]]]
        let definition: Object = ["spec": ["versions": [["schema": ["openAPIV3Schema": schema]]]]]
        #expect(FormatWarnings.of(definition, old: nil) == warnings)
        #expect(FormatWarnings.of(definition, old: definition).isEmpty)
    }
}
