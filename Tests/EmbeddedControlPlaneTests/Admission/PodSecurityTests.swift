import DocumentModel
import Testing

@testable import EmbeddedControlPlane

@Suite struct PodSecurityTests {
    struct Case: Sendable {
        var spec: String
        var level: PodSecurityPolicy.Level
        var violations: [String]
    }

    private static let safe =
        "securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}, containers: [{name: c, "
        + "securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]"

    static let cases = [
        Case(
            spec: "{containers: [{name: c, securityContext: {privileged: true}}]}", level: .privileged, violations: []),
        Case(spec: "{containers: [{name: c}]}", level: .baseline, violations: []),
        Case(
            spec: "{hostNetwork: true, hostPID: true, volumes: [{name: v, hostPath: {path: /}}], containers: "
                + "[{name: c, ports: [{containerPort: 80, hostPort: 80}]}]}",
            level: .baseline,
            violations: [
                "host namespaces (hostNetwork=true, hostPID=true)", "hostPath volumes (volume \"v\")",
                "hostPort (container \"c\" uses hostPort 80)",
            ]),
        Case(
            spec: "{containers: [{name: c, securityContext: {privileged: true, capabilities: {add: [NET_ADMIN]}}}]}",
            level: .baseline,
            violations: [
                "non-default capabilities (container \"c\" must not include \"NET_ADMIN\" in "
                    + "securityContext.capabilities.add)",
                "privileged (container \"c\" must not set securityContext.privileged=true)",
            ]),
        Case(
            spec: "{securityContext: {sysctls: [{name: kernel.x}], seccompProfile: {type: Unconfined}}, containers: "
                + "[{name: c, securityContext: {seLinuxOptions: {type: x, user: u}, procMount: Unmasked}}]}",
            level: .baseline,
            violations: [
                "procMount (container \"c\" must not set securityContext.procMount to \"Unmasked\")",
                "seLinuxOptions (container \"c\" set forbidden securityContext.seLinuxOptions: type \"x\"; user may not "
                    + "be set)",
                "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")",
                "forbidden sysctls (kernel.x)",
            ]),
        Case(spec: "{\(safe)}", level: .restricted, violations: []),
        Case(
            spec: "{volumes: [{name: v, nfs: {server: s, path: /}}], \(safe)}", level: .restricted,
            violations: ["restricted volume types (volume \"v\" uses restricted volume type \"nfs\")"]),
        Case(
            spec: "{securityContext: {runAsUser: 0}, initContainers: [{name: i}], containers: [{name: c}]}",
            level: .restricted,
            violations: [
                "allowPrivilegeEscalation != false (containers \"i\", \"c\" must set "
                    + "securityContext.allowPrivilegeEscalation=false)",
                "unrestricted capabilities (containers \"i\", \"c\" must set securityContext.capabilities.drop=[\"ALL\"])",
                "runAsNonRoot != true (pod or containers \"i\", \"c\" must set securityContext.runAsNonRoot=true)",
                "runAsUser=0 (pod must not set runAsUser=0)",
                "seccompProfile (pod or containers \"i\", \"c\" must set securityContext.seccompProfile.type to "
                    + "\"RuntimeDefault\" or \"Localhost\")",
            ]),
    ]

    @Test(arguments: cases) func `a level forbids what the standards say`(_ example: Case) throws {
        let pod: Value = ["spec": try YAML.parseFirst(Array(example.spec.utf8))]
        let found = PodSecurityChecks.violations(of: pod, example.level).map { "\($0.reason) (\($0.detail))" }
        #expect(found == example.violations)
    }

    @Test func `a namespace that enforces warns as well`() {
        let prefix = "pod-security.kubernetes.io/"
        let policy = PodSecurityPolicy([prefix + "enforce": "baseline", prefix + "enforce-version": "v1.25"])
        #expect(policy.enforced.description == "baseline:v1.25")
        #expect(policy.warned.description == "baseline:v1.25")
        #expect(
            PodSecurityPolicy([prefix + "enforce": "baseline", prefix + "warn": "privileged"]).warned.level
                == .privileged)
        let bad = PodSecurityPolicy([prefix + "enforce": "odd", prefix + "warn-version": "1"])
        #expect(
            bad.errors.map(\.text) == [
                "metadata.labels[\(prefix)enforce]: Invalid value: \"odd\": must be one of privileged, baseline, restricted",
                "metadata.labels[\(prefix)warn-version]: Invalid value: \"1\": must be \"latest\" or \"v1.x\"",
            ])
    }
}
