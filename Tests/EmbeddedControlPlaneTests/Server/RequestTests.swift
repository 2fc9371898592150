import DocumentModel
import HTTPTransport
import KubernetesClient
import KubernetesModel
import Testing

@Suite(.timeLimit(.minutes(2))) struct RequestTests {
    @Test func `what is asked of an object that is not there says so in its turn`() async throws {
        try await TestControlPlane.with { plane in
            let client = plane.client
            let key = ObjectKey(namespace: "default", name: "none")
            // Whether the patch can be read is asked only once the object is there.
            let missing = await #expect(throws: KubernetesError.self) {
                try await client.patch(.configMap, key, .merge("text"))
            }
            #expect(missing?.code == .notFound)
            let path = "/api/v1/namespaces/default/configmaps/none?resourceVersion=99999999"
            #expect(try await client.raw(path).status == 504)

            var versioned = configMap("one")
            versioned.content["metadata"] = ["name": "one", "namespace": "default", "resourceVersion": "5"]
            let refused = await #expect(throws: KubernetesError.self) { try await client.create(versioned) }
            #expect(refused?.message == "resourceVersion should not be set on objects to be created")
            var patient = KubernetesObject(kind: .pod, namespace: "default", name: "patient")
            patient.content["spec"] = [
                "nodeName": "none", "terminationGracePeriodSeconds": .integer(.max),
                "containers": [["name": "c", "image": "i"]],
            ]
            _ = try await client.create(patient)
            _ = try await client.delete(.pod, patient.key)
            #expect(try await client.get(.pod, patient.key).content["metadata"]?["deletionTimestamp"] != nil)
            let kept = configMap("kept")
            _ = try await client.create(kept)
            for path in ["configmaps", "configmaps/kept"] {
                let answer = try await client.raw("/api/v1/watch/namespaces/default/\(path)", method: "DELETE")
                #expect(answer.status == 405)
            }
            #expect(try await client.getIfPresent(.configMap, kept.key) != nil)
            let unkept = "/apis/authentication.k8s.io/v1/tokenreviews/x"
            #expect(try await client.raw(unkept, method: "PUT").status == 404)
            let page = try await client.raw("/statusz", accept: "text/plain")
            #expect(page.status == 200)
        }
    }
}
