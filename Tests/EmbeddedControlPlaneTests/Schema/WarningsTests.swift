import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct WarningsTests {
    struct Row {
        var plural: String
        var group = ""
        var yaml: String
        var warnings: [String]
    }

    private static let rows: [Row] = [
        Row(
            plural: "deployments", group: "apps",
            yaml:
                "spec: {selector: {}, template: {spec: {terminationGracePeriodSeconds: -1, volumes: [{name: v, rbd: {image: i, monitors: [m]}}], "
                + "containers: [{name: c, image: i, ports: [{containerPort: 80, name: a}, {containerPort: 80, hostPort: 81}"
                + ", {containerPort: 82, name: a}], env: [{name: A, value: x}, {name: A, value: '$(A)y'}, {name: A}]}]}}}",
            warnings: [
                "spec.template.spec.volumes[0].rbd: deprecated in v1.28, non-functional in v1.31+",
                "spec.template.spec.containers[0].env[2]: hides previous definition of \"A\", which may be dropped when using apply",
                "spec.template.spec.containers[0].ports[1]: overlapping port definition with spec.template.spec.containers[0].ports[0]",
                "spec.template.spec.containers[0].ports[2]: duplicate port name \"a\" with spec.template.spec.containers[0].ports[0], services and "
                    + "probes that select ports by name will use spec.template.spec.containers[0].ports[0]",
                "spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be "
                    + "treated as 1",
            ]),
        Row(
            plural: "podtemplates",
            yaml:
                "template: {metadata: {annotations: {scheduler.alpha.kubernetes.io/critical-pod: ''}}, spec: {volumes: "
                + "[{name: v, projected: {sources: [{secret: {name: s, items: [{key: a, path: x/}]}}, {serviceAccountToken: "
                + "{path: x/y}}, {}]}}], hostAliases: [{ip: 'FD00::1'}], containers: [{name: c, image: i, ports: "
                + "[{containerPort: 1, hostIP: 10.0.0.1}]}]}}",
            warnings: [
                "template.metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use "
                    + "the \"priorityClassName\" field instead",
                "volume \"v\" (Projected) has no sources provided",
                "volume \"v\" (Projected): overlapping paths: \"x/y\" (ServiceAccountToken) with \"x\" (Secret \"s\")",
                "template.spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:1 "
                    + "Protocol:TCP HostIP:10.0.0.1}",
                "template.spec.hostAliases[0].ip: IPv6 address \"FD00::1\" should be in RFC 5952 canonical format "
                    + "(\"fd00::1\")",
            ]),
        Row(
            plural: "services", yaml: "spec: {trafficDistribution: PreferClose, externalName: a, ports: [{port: 80}]}",
            warnings: [
                "spec.externalName is ignored when spec.type is not \"ExternalName\"",
                "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"",
            ]),
        Row(
            plural: "endpointslices", group: "discovery.k8s.io",
            yaml: "addressType: IPv6, endpoints: [{addresses: ['FD00::1', 'fd00:0::2']}]",
            warnings: [
                "endpoints[0].addresses[0]: IPv6 address \"FD00::1\" should be in RFC 5952 canonical format (\"fd00::1\")",
                "endpoints[0].addresses[1]: IPv6 address \"fd00:0::2\" should be in RFC 5952 canonical format (\"fd00::2\")",
            ]),
        Row(
            plural: "networkpolicies", group: "networking.k8s.io",
            yaml: "spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}",
            warnings: [
                "spec.ingress[0].from[0].ipBlock.cidr: CIDR value \"10.0.0.1/8\" is ambiguous in this context (should be "
                    + "\"10.0.0.0/8\" or \"10.0.0.1/32\"?)"
            ]),
        Row(
            plural: "persistentvolumes", yaml: "spec: {persistentVolumeReclaimPolicy: Recycle}",
            warnings: [
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended "
                    + "approach is to use dynamic provisioning."
            ]),
        Row(
            plural: "secrets", yaml: "type: kubernetes.io/tls, stringData: {tls.crt: x, tls.key: z}",
            warnings: ["tls: failed to find any PEM data in certificate input"]),
        Row(
            plural: "endpointslices", group: "discovery.k8s.io", yaml: "addressType: FQDN, endpoints: []",
            warnings: ["spec.addressType: FQDN endpoints are deprecated"]),
        Row(
            plural: "daemonsets", group: "apps",
            yaml: "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {nodeSelector: "
                + "{beta.kubernetes.io/os: linux}, containers: [{name: c, image: i}]}}}",
            warnings: [
                "spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "
                    + "\"kubernetes.io/os\" instead"
            ]),
    ]

    @Test(arguments: rows) func `what is accepted although it is doubtful is said`(_ row: Row) throws {
        let rules = try Samples.rules(row.plural, row.group)
        let text = "{metadata: {name: a.b}, \(row.yaml)}"
        var object = try rules.decode(Array(text.utf8), encoding: .yaml, version: "v1", validation: .strict).object
        object.updateMetadata { $0["name"] = "n" }
        rules.applyDefaults(to: &object, version: "v1")
        #expect(rules.warnings(for: object, old: nil, context: Samples.context()) == row.warnings)
    }

    @Test func `a template is judged again when the generation counts on`() throws {
        let rules = try Samples.rules("deployments", "apps")
        func deployment(_ generation: Int) throws -> Object {
            try Samples.yaml(
                "{metadata: {name: d, generation: \(generation)}, spec: {template: {spec: {imagePullSecrets: [{}]}}}}")
        }
        let (old, same, later) = (try deployment(1), try deployment(1), try deployment(2))
        #expect(rules.warnings(for: same, old: old, context: Samples.context()).isEmpty)
        #expect(rules.warnings(for: later, old: old, context: Samples.context()).count == 1)
    }
}
