import KubernetesClient
import Testing

@testable import ResourceApply

@Suite struct ImmutabilityTests {
    @Test(arguments: [
        (KubernetesError(.invalid, "Secret \"a\" is invalid: data: field is immutable when `immutable` is set"), true),
        (KubernetesError(.invalid, "spec: Forbidden: updates to statefulset spec for fields other than these"), true),
        (KubernetesError(.invalid, "spec.replicas: Invalid value: -1"), false),
        (KubernetesError(.badRequest, "admission webhook \"w\" denied: spec.class is immutable"), true),
        (KubernetesError(.badRequest, "admission webhook \"w\" denied: label team may not be changed"), false),
        (KubernetesError(.forbidden, "policy denied the request: label team is immutable"), false),
        (KubernetesError(.forbidden, "policy denied the request: label team may not be changed"), false),
        (KubernetesError(.conflict, "the object has been modified"), false),
    ])
    func `only a field that cannot change is worth an object`(_ error: KubernetesError, _ isCause: Bool) {
        #expect(Immutability.isCause(of: error) == isCause)
    }
}
