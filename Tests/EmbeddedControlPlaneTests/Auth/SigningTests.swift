import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

@Suite(.timeLimit(.minutes(2))) struct SigningTests {
    private static let kind = GroupVersionKind(
        apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest")
    private static let approved: Value = [
        "type": "Approved", "status": "True", "reason": "Test", "message": "Test",
    ]

    private func request(_ name: String, _ pem: String, signer: String = "kubernetes.io/kube-apiserver-client")
        -> KubernetesObject
    {
        var request = KubernetesObject(kind: Self.kind, name: name)
        request.content["spec"] = [
            "request": .string(pem), "signerName": .string(signer), "usages": ["client auth"],
        ]
        return request
    }

    @Test func `nobody becomes an administrator by a certificate`() async throws {
        try await TestControlPlane.with { plane in
            let error = await #expect(throws: KubernetesError.self) {
                try await plane.client.create(request("eve", Self.ofMasters))
            }
            #expect(error?.code == .forbidden)
            #expect(
                error?.message.hasSuffix(
                    "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed")
                    == true)
        }
    }

    @Test func `who may write requests may neither approve nor sign them by that`() async throws {
        try await TestControlPlane.with { plane in
            try await grant(
                plane.client, "eve", ["", "/approval", "/status"].map { .string("certificatesigningrequests\($0)") })
            let eve = try plane.client.impersonating(user: "eve")
            try await eventually("the role does not work") {
                (try? await eve.list(Self.kind)) != nil
            }
            let made = try await eve.create(request("eve", Self.ofDevelopers))
            #expect(made.content["spec"]?["username"]?.string == "eve")
            let approval = await #expect(throws: KubernetesError.self) {
                try await eve.patch(
                    Self.kind, made.key, .merge(["status": ["conditions": [Self.approved]]]),
                    WriteOptions(subresource: "approval"))
            }
            #expect(approval?.code == .forbidden, "\(approval?.message ?? "")")
            #expect(
                approval?.message.hasSuffix(
                    "user not permitted to approve requests with signerName \"kubernetes.io/kube-apiserver-client\"")
                    == true)
            for status: Value in [["conditions": [Self.approved]], ["certificate": "YQ=="]] {
                await #expect(throws: KubernetesError.self) {
                    try await eve.patch(
                        Self.kind, made.key, .merge(["status": status]), WriteOptions(subresource: "status"))
                }
            }
            let kept = try await eve.patch(
                Self.kind, made.key, .merge(["spec": ["signerName": "example.org/other"]]))
            #expect(kept.content["spec"]?["signerName"]?.string == "kubernetes.io/kube-apiserver-client")
        }
    }

    private func grant(_ client: KubernetesClient, _ user: String, _ resources: [Value]) async throws {
        let group = "rbac.authorization.k8s.io"
        var role = KubernetesObject(kind: .init(apiVersion: "\(group)/v1", kind: "ClusterRole"), name: "requests")
        role.content["rules"] = [
            ["apiGroups": ["certificates.k8s.io"], "resources": .array(resources), "verbs": ["*"]]
        ]
        try await client.create(role)
        var binding = KubernetesObject(
            kind: .init(apiVersion: "\(group)/v1", kind: "ClusterRoleBinding"), name: "requests")
        binding.content["roleRef"] = ["apiGroup": .string(group), "kind": "ClusterRole", "name": "requests"]
        binding.content["subjects"] = [["apiGroup": .string(group), "kind": "User", "name": .string(user)]]
        try await client.create(binding)
    }

    /// Requests in base64 of PEM, for `/O=system:masters/CN=eve` and `/O=dev/CN=eve`.
    private static let ofMasters =
        "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIaU1JR0pBZ0VBTUNjeEZ6QVZCZ05WQkFvTURuTjVjM1JsYlRw"
        + "dFlYTjBaWEp6TVF3d0NnWURWUVFEREFObApkbVV3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVFBZlM0MXlXV3FX"
        + "a0w2Njl5eVFFNnZ5N2I1Cko4WmthOVhyVUVzRnJyTDlGUDJaMHUzR05jMktDZC9UQ0EwZWJWZnBwS1JzaUJGSXV3OFZjU3FURTFN"
        + "WG9BQXcKQ2dZSUtvWkl6ajBFQXdJRFNBQXdSUUloQU83RWZKUEJDZWM0MmEvZUl2QTVXM2JnUm9jdzkvSWpHcDZacjMzRgozVWJ3"
        + "QWlCT1RnZWo5YlRpUkJla3drQlZXemJQZlZBcXhDN2JUMUdmNlBxb3BWaUxnUT09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVF"
        + "U1QtLS0tLQo="
    private static let ofDevelopers =
        "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIV01INENBUUF3SERFTU1Bb0dBMVVFQ2d3RFpHVjJNUXd3Q2dZ"
        + "RFZRUUREQU5sZG1Vd1dUQVRCZ2NxaGtqTwpQUUlCQmdncWhrak9QUU1CQndOQ0FBU1VWUm1tT3gybEY4MkZXUDRZQUMzRHhxajZO"
        + "ZlljZ2ZQZkhadU1mSEhyCm9YUlRnQ0xLK1dSSFp6Nm1UT1FmRmliN0l0WHZYc0Q4QnhtUDVVeVRGRnl0b0FBd0NnWUlLb1pJemow"
        + "RUF3SUQKU0FBd1JRSWhBTVk4c1FxYUlLVnNtT2praUVSQ1REVWpMWE9vY0x0YnUzUld1aVhUMFlZN0FpQTBCeXdVakVjQQoxZVpr"
        + "d0w0dnN6ZFNkYTNvKzV5bDBySjJjM2NNWmc4NVdnPT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg=="
}
