import DocumentModel
import KubernetesClient
import KubernetesModel
import Testing

/// Objects of admission policies.
private enum Policies {
    static let rules: Value = [
        [
            "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["configmaps"],
        ]
    ]

    static func object(_ kind: String, _ spec: Value, name: String = "p") -> KubernetesObject {
        KubernetesObject(content: [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string(kind), "metadata": ["name": .string(name)],
            "spec": spec,
        ])
    }

    static func validating(_ spec: Value, rules: Value = rules) -> KubernetesObject {
        var spec = spec
        spec["matchConstraints"] = ["resourceRules": rules]
        return object("ValidatingAdmissionPolicy", spec)
    }

    static func binding(_ more: Value = [:], kind: String = "ValidatingAdmissionPolicyBinding") -> KubernetesObject {
        var spec = more
        spec["policyName"] = "p"
        if kind.hasPrefix("V"), spec["validationActions"] == nil { spec["validationActions"] = ["Deny"] }
        return object(kind, spec, name: "b")
    }
}

extension KubernetesClient {
    /// The message of the refusal of a creation; nil where it goes through.
    fileprivate func refusal(_ object: KubernetesObject) async throws -> String? {
        do {
            _ = try await create(object)
            return nil
        } catch {
            return error.message
        }
    }
}

@Suite(.serialized, .timeLimit(.minutes(2))) struct PolicyTests {
    @Test func `a policy refuses with its words, and warns where its binding says so`() async throws {
        try await TestControlPlane.with { plane in
            let client = plane.client
            _ = try await client.create(
                Policies.validating([
                    "variables": [["name": "a", "expression": "object.data.?a.orValue('0')"]],
                    "validations": [
                        ["expression": "int(variables.a) < 5", "messageExpression": "'a is ' + variables.a"],
                        ["expression": "object.metadata.name != 'bad'", "message": "bad name", "reason": "Forbidden"],
                    ],
                ]))
            #expect(try await client.refusal(configMap("free", ["a": "9"])) == nil)
            _ = try await client.create(Policies.binding())
            try await TestControlPlane.settle()
            let head = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: "
            #expect(try await client.refusal(configMap("x", ["a": "9"]))?.hasSuffix(head + "a is 9") == true)
            #expect(try await client.refusal(configMap("bad", ["a": "1"]))?.hasSuffix(head + "bad name") == true)
            let broken = try #require(try await client.refusal(configMap("y", ["a": "z"])))
            #expect(broken.contains("type conversion error from 'string' to 'int'"))
            #expect(try await client.refusal(configMap("good", ["a": "1"])) == nil)
        }
    }

    @Test func `a request for a token is judged as what it is, with its defaults`() async throws {
        try await TestControlPlane.with { plane in
            let client = plane.client
            let rules: Value = [
                [
                    "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"],
                    "resources": ["serviceaccounts/token"],
                ]
            ]
            let text = "request.kind.kind + ' ' + request.subResource + ' ' + string(object.spec.expirationSeconds)"
            _ = try await client.create(
                Policies.validating(
                    [
                        "validations": [
                            ["expression": "object.spec.expirationSeconds > 4000", "messageExpression": .string(text)]
                        ]
                    ], rules: rules))
            _ = try await client.create(Policies.binding())
            let account = KubernetesObject(
                kind: GroupVersionKind(apiVersion: "v1", kind: "ServiceAccount"), namespace: "default", name: "s")
            _ = try await client.create(account)
            try await TestControlPlane.settle()
            let key = ObjectKey(namespace: "default", name: "s")
            let error = await #expect(throws: KubernetesError.self) { try await client.serviceAccountToken(key) }
            #expect(error?.message.hasSuffix("denied request: TokenRequest token 3600") == true)
            _ = try await client.serviceAccountToken(key, expirationSeconds: 7_200)
        }
    }

    @Test func `parameters, match conditions and what was there before`() async throws {
        try await TestControlPlane.with { plane in
            let client = plane.client
            _ = try await client.create(configMap("limits", ["max": "2"]))
            _ = try await client.create(
                Policies.validating([
                    "paramKind": ["apiVersion": "v1", "kind": "ConfigMap"],
                    "matchConditions": [["name": "not-free", "expression": "object.metadata.name != 'free'"]],
                    "validations": [
                        ["expression": "size(object.data) <= int(params.data.max)", "message": "too many"],
                        ["expression": "oldObject == null || oldObject.data.a == object.data.a", "message": "fixed"],
                    ],
                ]))
            let parameter: Value = ["name": "limits", "namespace": "default", "parameterNotFoundAction": "Deny"]
            _ = try await client.create(Policies.binding(["paramRef": parameter]))
            try await TestControlPlane.settle()
            #expect(
                try await client.refusal(configMap("x", ["a": "1", "b": "1", "c": "1"]))?.hasSuffix("too many") == true)
            #expect(try await client.refusal(configMap("free", ["a": "1", "b": "1", "c": "1"])) == nil)
            #expect(try await client.refusal(configMap("y", ["a": "1"])) == nil)
            let key = ObjectKey(namespace: "default", name: "y")
            let error = await #expect(throws: KubernetesError.self) {
                try await client.patch(.configMap, key, .merge(["data": ["a": "2"]]))
            }
            #expect(error?.message.hasSuffix("fixed") == true)
            _ = try await client.delete(.configMap, ObjectKey(namespace: "default", name: "limits"))
            #expect(try await client.refusal(configMap("z"))?.hasSuffix("parameterNotFoundAction") == true)
        }
    }

    @Test func `an ignored failure lets a request pass`() async throws {
        try await TestControlPlane.with { plane in
            _ = try await plane.client.create(
                Policies.validating([
                    "failurePolicy": "Ignore",
                    "validations": [["expression": "int(object.data.a) > 1", "message": "few"]],
                ]))
            _ = try await plane.client.create(Policies.binding())
            try await TestControlPlane.settle()
            #expect(try await plane.client.refusal(configMap("x")) == nil)
            #expect(try await plane.client.refusal(configMap("y", ["a": "1"]))?.hasSuffix("few") == true)
        }
    }

    static let wrong: [(Value, String)] = [
        (
            ["validations": [["expression": "object."]]],
            "spec.validations[0].expression: Invalid value: \"object.\": compilation failed"
        ),
        (["validations": [["expression": "1"]]], "must evaluate to bool but got int"),
        (["validations": [["expression": "params.x"]]], "undeclared reference to 'params'"),
        (
            ["variables": [["name": "1", "expression": "1"]], "validations": [["expression": "true"]]],
            "must be a valid CEL identifier"
        ),
        ([:], "validations or auditAnnotations must contain at least one item"),
    ]

    @Test(arguments: wrong) func `a policy that cannot be used is refused`(_ spec: Value, _ message: String)
        async throws
    {
        try await TestControlPlane.with { plane in
            let refusal = try #require(try await plane.client.refusal(Policies.validating(spec)))
            #expect(refusal.contains(message))
        }
    }

    private static func mutating(_ mutations: Value) -> KubernetesObject {
        Policies.object(
            "MutatingAdmissionPolicy",
            [
                "matchConstraints": ["resourceRules": Policies.rules], "reinvocationPolicy": "Never",
                "mutations": mutations,
            ])
    }

    @Test func `policies change objects, and own nothing of them`() async throws {
        try await TestControlPlane.with { plane in
            let client = plane.client
            let apply = "Object{metadata: Object.metadata{labels: {'by': 'policy'}}, data: {'added': 'yes'}}"
            let patch =
                "'x' in object.data ? [JSONPatch{op: 'replace', path: '/data/x', value: 'was ' + object.data.x}] : []"
            _ = try await client.create(
                Self.mutating([
                    ["patchType": "ApplyConfiguration", "applyConfiguration": ["expression": .string(apply)]],
                    ["patchType": "JSONPatch", "jsonPatch": ["expression": .string(patch)]],
                ]))
            _ = try await client.create(Policies.binding(kind: "MutatingAdmissionPolicyBinding"))
            try await TestControlPlane.settle()
            let made = try await client.create(configMap("x", ["x": "1"]))
            #expect(made.content["data"] == ["x": "was 1", "added": "yes"])
            #expect(made.labels == ["by": "policy"])
            let owned = made.content["metadata"]?["managedFields"]?[0]?["fieldsV1"]
            #expect(owned?["f:data"] == [".": [:], "f:x": [:]])
        }
    }

    @Test func `a mutation that fails refuses the request`() async throws {
        try await TestControlPlane.with { plane in
            let client = plane.client
            let apply = "Object{data: {'v': object.data.v == 'a' ? string(1 / 0) : 'ok'}}"
            _ = try await client.create(
                Self.mutating([
                    ["patchType": "ApplyConfiguration", "applyConfiguration": ["expression": .string(apply)]],
                    [
                        "patchType": "JSONPatch",
                        "jsonPatch": [
                            "expression":
                                "[JSONPatch{op: 'test', path: '/data/w', value: 'x'}, JSONPatch{op: 'remove', path: '/data/v'}]"
                        ],
                    ],
                ]))
            _ = try await client.create(Policies.binding(kind: "MutatingAdmissionPolicyBinding"))
            try await TestControlPlane.settle()
            #expect(try await client.refusal(configMap("x", ["v": "a"]))?.contains("division by zero") == true)
            // A test that fails leaves the object as it is.
            let made = try await client.create(configMap("y", ["v": "b", "w": "y"]))
            #expect(made.content["data"] == ["v": "ok", "w": "y"])
        }
    }
}

extension PolicyTests {
    @Test func `the status of a policy says what its expressions would fail on`() async throws {
        try await TestControlPlane.with { plane in
            let rules: Value = [
                [
                    "apiGroups": ["apps", ""], "apiVersions": ["v1"], "operations": ["CREATE"],
                    "resources": ["deployments", "pods"],
                ]
            ]
            _ = try await plane.client.create(
                Policies.validating(
                    [
                        "variables": [["name": "r", "expression": "object.spec.replicas"]],
                        "validations": [
                            [
                                "expression":
                                    "variables.r > 1 || object.spec.template.spec.containers.all(c, c.image != '')"
                            ],
                            ["expression": "has(object.metadata.labels) && object.metadata.labels['a'] == 'b'"],
                        ],
                    ], rules: rules))
            let kind = GroupVersionKind(
                apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingAdmissionPolicy")
            try await eventually("the status is there") {
                try await plane.client.get(kind, ObjectKey(name: "p")).content["status"]?["typeChecking"] != nil
            }
            let status = try await plane.client.get(kind, ObjectKey(name: "p")).content["status"]
            let warnings = status?.at("typeChecking", "expressionWarnings")?.array
            #expect(warnings?.count == 1)
            #expect(warnings?.first?["fieldRef"] == "spec.validations[0].expression")
            #expect(
                warnings?.first?["warning"]?.string?.hasPrefix(
                    "/v1, Kind=Pod: ERROR: <input>:1:31: undefined field 'template'\n") == true)
        }
    }
}
