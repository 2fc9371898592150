import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct ValidationTests {
    private func errors(_ plural: String, _ group: String, _ yaml: String) throws -> [String] {
        let rules = try Samples.rules(plural, group)
        let version = try Samples.definition(plural, group).storageVersion
        var object = try rules.decode(Array(yaml.utf8), encoding: .yaml, version: version, validation: .strict).object
        rules.applyDefaults(to: &object, version: version)
        return rules.validateCreate(object, context: Samples.context(version)).map(\.text)
    }

    struct Row {
        var plural: String
        var group = ""
        var yaml: String
        var errors: [String]
    }

    private static let subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + #"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"#

    @Test(arguments: [
        Row(
            plural: "validatingwebhookconfigurations", group: "admissionregistration.k8s.io",
            yaml:
                "{metadata: {name: w}, webhooks: [{name: a.b.c, admissionReviewVersions: [v1, v1], sideEffects: None, "
                + "clientConfig: {url: 'http://u@h?q#f'}}, {name: a.b.d, admissionReviewVersions: [v1], sideEffects: None, "
                + "clientConfig: {service: {namespace: ns, name: '', path: x//y}}}]}",
            errors: [
                "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired "
                    + "format: https://host[/path]",
                "webhooks[0].clientConfig.url: Invalid value: \"u\": user information is not permitted in the URL",
                "webhooks[0].clientConfig.url: Invalid value: \"f\": fragments are not permitted in the URL",
                "webhooks[0].clientConfig.url: Invalid value: \"q\": query parameters are not permitted in the URL",
                "webhooks[0].admissionReviewVersions[1]: Invalid value: \"v1\": duplicate version",
                "webhooks[1].clientConfig.service.namespace: Required value",
                "webhooks[1].clientConfig.service.path: Invalid value: \"x//y\": must start with a '/'",
                "webhooks[1].clientConfig.service.path: Invalid value: \"x//y\": segment[0] may not be empty",
                "webhooks[1].clientConfig.service.path: Invalid value: \"x//y\": segment[1] may not be empty",
            ]),
        Row(
            plural: "apiservices", group: "apiregistration.k8s.io",
            yaml: "{metadata: {name: v2.}, spec: {version: v2, groupPriorityMinimum: 0, versionPriority: 2000, "
                + "caBundle: YQ==}}",
            errors: [
                "spec.group: Required value: only v1 may have an empty group and it better be legacy kube",
                "spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000",
                "spec.versionPriority: Invalid value: 2000: must be positive and less than 1000",
                "spec.caBundle: Invalid value: \"1 bytes\": local APIServices may not have a caBundle",
            ]),
        Row(
            plural: "apiservices", group: "apiregistration.k8s.io",
            yaml: "{metadata: {name: v1.x.io}, spec: {group: x.io, version: v1, groupPriorityMinimum: 1, "
                + "versionPriority: 1, insecureSkipTLSVerify: true, caBundle: YQ==, service: {name: a, port: 70000}}}",
            errors: [
                "spec.service.namespace: Required value",
                "spec.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive",
                "spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present",
            ]),
        Row(
            plural: "storageclasses", group: "storage.k8s.io",
            yaml: "{metadata: {name: s}, provisioner: '', reclaimPolicy: Odd}",
            errors: [
                "provisioner: Required value",
                #"reclaimPolicy: Unsupported value: "Odd": supported values: "Delete", "Retain""#,
            ]),
        Row(
            plural: "endpointslices", group: "discovery.k8s.io",
            yaml: "{metadata: {name: s}, addressType: Odd, endpoints: [], ports: [{port: 1, protocol: ABC}]}",
            errors: [
                #"addressType: Unsupported value: "Odd": supported values: "FQDN", "IPv4", "IPv6""#,
                #"ports[0].protocol: Unsupported value: "ABC": supported values: "SCTP", "TCP", "UDP""#,
            ]),
        Row(
            plural: "namespaces", yaml: "{metadata: {name: ns}, spec: {finalizers: [bad, kubernetes, a.b/c]}}",
            errors: [
                #"spec.finalizers: Invalid value: "bad": name is neither a standard finalizer name nor is it fully qualified"#
            ]),
        Row(
            plural: "persistentvolumeclaims",
            yaml: "{metadata: {name: p}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, "
                + "dataSource: {kind: Odd, name: x}}}",
            errors: []),
        Row(
            plural: "configmaps", yaml: "{metadata: {name: Bad_}}",
            errors: [#"metadata.name: Invalid value: "Bad_": \#(subdomain)"#]),
        Row(
            plural: "configmaps", yaml: "{metadata: {name: c}, data: {..: x}}",
            errors: [#"data[..]: Invalid value: "..": must not be '..'"#]),
        Row(
            plural: "services", yaml: "{metadata: {name: s}, spec: {ports: [{port: 0}, {port: 70000}]}}",
            errors: [
                "spec.ports[0].name: Required value",
                "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
                "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive",
                "spec.ports[1].name: Required value",
                "spec.ports[1].port: Invalid value: 70000: must be between 1 and 65535, inclusive",
                "spec.ports[1].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
            ]),
        Row(
            plural: "podtemplates",
            yaml: "{metadata: {name: p}, template: {spec: {hostUsers: false, hostPID: true, hostnameOverride: Bad_, "
                + "tolerations: [{key: a, operator: Gt}], containers: [{name: c, image: i, securityContext: {privileged: "
                + "true, allowPrivilegeEscalation: false, procMount: Unmasked}, restartPolicyRules: [{action: Odd}]}]}}}",
            errors: [
                #"template.spec.containers[0].securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"#
                    + #""SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"#
                    + #""ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":"Unmasked","#
                    + #""SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and "#
                    + "`privileged` to true",
                "template.spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules "
                    + "are used",
                #"template.spec.containers[0].restartPolicyRules[0].action: Unsupported value: "Odd": supported values: "#
                    + #""Restart", "RestartAllContainers""#,
                "template.spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified",
                "template.spec.HostPID: Forbidden: when `hostUsers` is false",
                #"template.spec.hostnameOverride: Invalid value: "Bad_": \#(subdomain)"#,
                #"template.spec.tolerations[0].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "#
                    + #""Lt", "Gt""#,
            ]),
        Row(
            plural: "podtemplates",
            yaml: "{metadata: {name: p}, template: {spec: {containers: [{name: c, image: i, env: [{name: A, valueFrom: "
                + "{fileKeyRef: {key: A, path: f, volumeName: v}}}]}], ephemeralContainers: [{name: c, image: e, ports: "
                + "[{containerPort: 1}], targetContainerName: x}], volumes: [{name: a, fc: {}, cephfs: {}, downwardAPI: "
                + "{}}, {name: b, iscsi: {targetPortal: p, iqn: odd, lun: 256}}, {name: d, flocker: {}}, {name: e, "
                + "quobyte: {registry: r, volume: v}}]}}}",
            errors: [
                "template.spec.volumes[0].cephfs.monitors: Required value",
                "template.spec.volumes[0].downwarAPI: Forbidden: may not specify more than 1 volume type",
                "template.spec.volumes[0].fc: Forbidden: may not specify more than 1 volume type",
                #"template.spec.volumes[1].iscsi.iqn: Invalid value: "odd": must be valid format starting with iqn, eui, "#
                    + "or naa",
                "template.spec.volumes[1].iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive",
                "template.spec.volumes[2].flocker: Required value: one of datasetName and datasetUUID is required",
                #"template.spec.volumes[3].quobyte.registry: Invalid value: "r": must be a host:port pair or multiple "#
                    + "pairs separated by commas",
                #"template.spec.ephemeralContainers[0].name: Duplicate value: "c""#,
                #"template.spec.ephemeralContainers[0].targetContainerName: Not found: "x""#,
                "template.spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container",
                #"template.spec.containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: "v""#,
                "template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template",
            ]),
        Row(
            plural: "cronjobs", group: "batch",
            yaml: "{metadata: {name: c}, spec: {schedule: odd, timeZone: Odd, concurrencyPolicy: Odd, "
                + "failedJobsHistoryLimit: -1, jobTemplate: {spec: {selector: {matchLabels: {a: b}}, template: {spec: "
                + "{restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}",
            errors: [
                #"spec.schedule: Invalid value: "odd": expected exactly 5 fields, found 1: [odd]"#,
                #"spec.timeZone: Invalid value: "Odd": unknown time zone Odd"#,
                #"spec.concurrencyPolicy: Unsupported value: "Odd": supported values: "Allow", "Forbid", "Replace""#,
                #"spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: `selector` will be "#
                    + "auto-generated",
                "spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0",
            ]),
        Row(
            plural: "services", yaml: "{metadata: {name: s}, spec: {type: ExternalName}}",
            errors: ["spec.externalName: Required value"]),
        Row(
            plural: "deployments", group: "apps",
            yaml:
                "{metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: c}}, "
                + "spec: {containers: [{name: c, image: i}]}}}}",
            errors: [
                #"spec.template.metadata.labels: Invalid value: {"a":"c"}: `selector` does not match template `labels`"#
            ]),
        Row(
            plural: "cronjobs", group: "batch",
            yaml: "{metadata: {name: j}, spec: {schedule: every day, jobTemplate: {spec: {template: {spec: "
                + "{restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}",
            errors: [
                #"spec.schedule: Invalid value: "every day": expected exactly 5 fields, found 2: [every day]"#
            ]),
        Row(
            plural: "poddisruptionbudgets", group: "policy", yaml: "{metadata: {name: p}, spec: {minAvailable: 150%}}",
            errors: [#"spec.minAvailable: Invalid value: "150%": must not be greater than 100%"#]),
        Row(
            plural: "services",
            yaml: "{metadata: {name: s}, spec: {type: ExternalName, externalName: a.b, clusterIPs: [10.96.0.9]}}",
            errors: ["spec.clusterIPs: Forbidden: may not be set for ExternalName services"]),
        Row(
            plural: "nodes", yaml: "{metadata: {name: node}, spec: {podCIDRs: [10.1.0.0/24, 10.2.0.0/24]}}",
            errors: [
                #"spec.podCIDRs: Invalid value: ["10.1.0.0/24","10.2.0.0/24"]: may specify no more than one CIDR for each "#
                    + "IP family"
            ]),
        Row(
            plural: "events", group: "events.k8s.io",
            yaml: "{metadata: {name: e, namespace: here}, type: Odd, deprecatedCount: 2, deprecatedSource: {host: h}}",
            errors: [
                #"involvedObject.namespace: Invalid value: "": does not match event.namespace"#,
                "eventTime: Required value", #"type: Invalid value: "": has invalid value: Odd"#,
                #"count: Invalid value: "": needs to be unset"#, #"source: Invalid value: "": needs to be unset"#,
            ]),
        Row(
            plural: "secrets", yaml: "{metadata: {name: s}, type: kubernetes.io/tls, data: {tls.crt: eA==}}",
            errors: ["data[tls.key]: Required value"]),
    ])
    func `mistakes are told in the words of the server`(_ row: Row) throws {
        #expect(try errors(row.plural, row.group, row.yaml) == row.errors)
    }

    @Test(arguments: [
        ("* * * * *", true), ("*/5 0-6 1,15 jan-dec sun", true), ("@daily", true), ("60 * * * *", false),
        ("* * * *", false), ("a * * * *", false), ("*/0 * * * *", false), ("@often", false),
        ("TZ=UTC * * * * *", true), (String(repeating: "TZ=UTC ", count: 100_000) + "* * * * *", false),
    ])
    func `schedules are told from other texts`(_ row: (String, Bool)) {
        #expect((CronSchedule.problem(row.0) == nil) == row.1)
    }

    @Test func `a schema without structure is refused`() throws {
        func problems(_ schema: String) throws -> [String] {
            var check = SchemaCheck()
            check.root(try YAML.parseFirst(schema), "s")
            return check.errors.map(\.text)
        }
        #expect(try problems("{properties: {}}") == ["s.type: Required value: must not be empty at the root"])
        #expect(
            try problems("{type: object, properties: {l: {type: array}}}")
                == ["s.properties[l].items: Required value: must be specified"])
        #expect(
            try problems("{type: object, properties: {s: {type: string, default: 5}}}")
                == [
                    "s.properties[s].default: Invalid value: \"integer\":   in body must be of type string: \"integer\""
                ])
        #expect(
            try problems(
                "{type: object, properties: {p: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}}}"
            )
                == [])
    }
}

struct ImmutabilityTests {
    private func errors(_ plural: String, _ group: String, old: String, new: String) throws -> [String] {
        let rules = try Samples.rules(plural, group)
        func object(_ yaml: String) throws -> Object {
            var object = try rules.decode(Array(yaml.utf8), encoding: .yaml, version: "v1", validation: .strict).object
            rules.applyDefaults(to: &object, version: "v1")
            return object
        }
        let (before, after) = (try object(old), try object(new))
        return rules.validateUpdate(after, old: before, context: Samples.context()).map(\.text)
    }

    @Test func `an immutable ConfigMap stays as it is`() throws {
        let old = "{metadata: {name: c}, immutable: true, data: {a: '1'}}"
        #expect(
            try errors("configmaps", "", old: old, new: "{metadata: {name: c}, immutable: true, data: {a: '2'}}")
                == ["data: Forbidden: field is immutable when `immutable` is set"])
        #expect(
            try errors("configmaps", "", old: old, new: "{metadata: {name: c}, data: {a: '1'}}")
                == ["immutable: Forbidden: field is immutable when `immutable` is set"])
    }

    @Test func `a set says which of its fields may change`() throws {
        func set(_ name: String, replicas: Int) -> String {
            "{metadata: {name: s}, spec: {serviceName: \(name), replicas: \(replicas), selector: {matchLabels: {a: b}}, "
                + "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}}"
        }
        #expect(try errors("statefulsets", "apps", old: set("s", replicas: 0), new: set("s", replicas: 2)) == [])
        let refused = try errors("statefulsets", "apps", old: set("s", replicas: 0), new: set("t", replicas: 0))
        #expect(
            refused == [
                "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
                    + "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
                    + "'minReadySeconds' are forbidden"
            ])
    }

    @Test func `the selector of a Deployment is immutable`() throws {
        func deployment(_ label: String) -> String {
            "{metadata: {name: d}, spec: {selector: {matchLabels: {a: \(label)}}, template: {metadata: {labels: "
                + "{a: \(label)}}, spec: {containers: [{name: c, image: i}]}}}}"
        }
        #expect(
            try errors("deployments", "apps", old: deployment("b"), new: deployment("c"))
                == [#"spec.selector: Invalid value: {"matchLabels":{"a":"c"}}: field is immutable"#])
    }

    @Test func `what may not change comes before what is wrong with Secrets and DaemonSets`() throws {
        #expect(
            try errors(
                "secrets", "", old: "{metadata: {name: s}, type: Opaque}",
                new: "{metadata: {name: s}, type: kubernetes.io/ssh-auth}")
                == [
                    #"type: Invalid value: "kubernetes.io/ssh-auth": field is immutable"#,
                    "data[ssh-privatekey]: Required value",
                ])
        func daemons(_ selector: String) -> String {
            "{metadata: {name: d}, spec: {selector: {matchLabels: {a: \(selector)}}, template: {metadata: {labels: {a: b}}, "
                + "spec: {containers: [{name: c, image: i}]}}}}"
        }
        let refused = try errors("daemonsets", "apps", old: daemons("b"), new: daemons("c"))
        #expect(refused.map { $0.prefix { $0 != ":" } } == ["spec.selector", "spec.template.metadata.labels"])
    }
}
