import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct ServerSideApplyTests {
    private func configMap(_ data: String) -> String {
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}, data: \(data)}"
    }

    @Test func `an applier owns the fields it applied`() throws {
        var store = OneObject(try Samples.rules("configmaps"))
        try store.apply("me", configMap("{a: '1'}"))
        #expect(store["data"] == ["a": "1"])
        #expect(store.fields("me") == #"{"f:data":{"f:a":{}}}"#)
    }

    @Test func `a field no longer applied goes, unless another applier owns it`() throws {
        var store = OneObject(try Samples.rules("configmaps"))
        try store.apply("first", configMap("{a: '1', b: '1'}"))
        try store.apply("second", configMap("{a: '1'}"))
        try store.apply("first", configMap("{b: '1'}"))
        #expect(store["data"] == ["a": "1", "b": "1"])
        try store.apply("second", configMap("{}"))
        #expect(store["data"] == ["b": "1"])
    }

    @Test func `a field that an update took over is a conflict`() throws {
        var store = OneObject(try Samples.rules("configmaps"))
        try store.apply("first", configMap("{a: '1'}"))
        try store.write("editor", configMap("{a: '2'}"))
        #expect(store.fields("first") == nil)
        let error = #expect(throws: APIError.self) { try store.apply("first", configMap("{a: '3'}")) }
        #expect(error?.code == 409)
        #expect(error?.message == "Apply failed with 1 conflict: conflict with \"editor\" using v1: .data.a")
        #expect(error?.details?.causes.first?.field == ".data.a")
        try store.apply("first", configMap("{a: '3'}"), force: true)
        #expect(store["data.a"] == "3")
        #expect(store.fields("editor") == nil)
    }

    @Test(arguments: [(1, #"{"f:spec":{"f:replicas":{}}}"#), (0, nil)])
    func `who scales owns the number, but of zero nobody does`(_ replicas: Int, _ owned: String?) throws {
        func deployment(_ replicas: Int) -> String {
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: one}, spec: {replicas: \(replicas), selector: "
                + "{matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}}"
        }
        var store = OneObject(try Samples.rules("deployments", "apps"))
        try store.apply("me", deployment(3))
        try store.write("scaler", deployment(replicas), subresource: "scale")
        #expect(store.fields("scaler") == owned)
        #expect(store.fields("me")?.contains("f:replicas") == false)
    }

    @Test func `two conflicts are listed under their manager`() throws {
        var store = OneObject(try Samples.rules("configmaps"))
        try store.apply("first", configMap("{a: '1', b: '1'}"))
        let error = #expect(throws: APIError.self) { try store.apply("second", configMap("{a: '2', b: '2'}")) }
        #expect(
            error?.message == "Apply failed with 2 conflicts: conflicts with \"first\":\n- .data.a\n- .data.b")
    }

    @Test func `conflicts of one level come before those below it`() throws {
        func deployment(_ number: Int) -> String {
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: one}, spec: {replicas: \(number), selector: "
                + "{matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, "
                + "env: [{name: E, value: '\(number)'}], image: 'i:\(number)'}]}}}}"
        }
        var store = OneObject(try Samples.rules("deployments", "apps"))
        try store.apply("first", deployment(1))
        let error = #expect(throws: APIError.self) { try store.apply("second", deployment(2)) }
        #expect(
            error?.details?.causes.map(\.field) == [
                ".spec.replicas", #".spec.template.spec.containers[name="c"].image"#,
                #".spec.template.spec.containers[name="c"].env[name="E"].value"#,
            ])
    }

    @Test func `an empty list of owners is a fresh start`() throws {
        var store = OneObject(try Samples.rules("configmaps"))
        try store.write("creator", configMap("{a: '1'}"))
        try store.write(
            "editor", "{apiVersion: v1, kind: ConfigMap, metadata: {name: one, managedFields: []}, data: {a: '2'}}")
        #expect(store["metadata.managedFields"] == nil)
    }

    @Test func `elements of lists are told apart by their keys, missing ones by their default`() throws {
        var store = OneObject(try Samples.rules("services"))
        try store.apply(
            "me", "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 80}]}}")
        #expect(
            store.fields("me")
                == #"{"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}}"#)
        #expect(store["spec.ports"] == [["port": 80, "protocol": "TCP", "targetPort": 80]])
        let twice = "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 1}, {port: 1}]}}"
        let error = #expect(throws: APIError.self) { try store.apply("me", twice) }
        #expect(error?.code == 500)
        #expect(
            error?.message == "failed to create typed patch object (/s; /v1, Kind=Service): .spec.ports: "
                + "duplicate entries for key [port=1,protocol=\"TCP\"]")
    }

    @Test func `sets keep the elements of others`() throws {
        func finalizers(_ list: String) -> String {
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: one, finalizers: \(list)}}"
        }
        var store = OneObject(try Samples.rules("configmaps"))
        try store.apply("first", finalizers("[example.org/a]"))
        try store.apply("second", finalizers("[example.org/b, example.org/a]"))
        #expect(store["metadata.finalizers"] == ["example.org/b", "example.org/a"])
        try store.apply("first", "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}}")
        #expect(store["metadata.finalizers"] == ["example.org/b", "example.org/a"])
        try store.apply("second", "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}}")
        #expect(store["metadata.finalizers"] == nil)
    }

    @Test func `an atomic map conflicts as a whole`() throws {
        func deployment(_ selector: String) -> String {
            """
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template:
            {metadata: {labels: {a: b}}, spec: {nodeSelector: \(selector), containers: [{name: c, image: i}]}}}}
            """
        }
        var store = OneObject(try Samples.rules("deployments", "apps"))
        try store.apply("first", deployment("{x: q}"))
        let error = #expect(throws: APIError.self) { try store.apply("second", deployment("{z: w}")) }
        #expect(
            error?.message == "Apply failed with 1 conflict: conflict with \"first\": .spec.template.spec.nodeSelector")
    }

    @Test func `applying the same again changes nothing`() throws {
        var store = OneObject(try Samples.rules("configmaps"))
        try store.apply("me", configMap("{a: '1'}"))
        let before = store.object
        try store.apply("me", configMap("{a: '1'}"))
        #expect(store.object == before)
    }

    @Test func `a field of another type is refused in the words of the merge`() throws {
        var store = OneObject(try Samples.rules("deployments", "apps"))
        let error = #expect(throws: APIError.self) {
            try store.apply("me", "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: x}}")
        }
        #expect(
            error?.message == "failed to create typed patch object (/d; apps/v1, Kind=Deployment): .spec.replicas: "
                + "expected numeric (int or float), got string")
    }

    @Test func `kubectl takes over what it applied on the client's side`() throws {
        let last = #"{\"apiVersion\":\"v1\",\"data\":{\"a\":\"1\"},\"kind\":\"ConfigMap\"}"#
        let annotated = """
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one", "annotations":
            {"kubectl.kubernetes.io/last-applied-configuration": "\(last)"}}, "data": {"a": "1"}}
            """
        var store = OneObject(try Samples.rules("configmaps"))
        try store.write("kubectl-client-side-apply", annotated)
        #expect(throws: APIError.self) { try store.apply("other", configMap("{a: '2'}")) }
        try store.apply("kubectl", configMap("{a: '2'}"))
        #expect(store["data.a"] == "2")
        let annotation = store.object?.at(["metadata", "annotations", ClientSideApply.annotation])?.string
        #expect(annotation?.contains(#""data":{"a":"2"}"#) == true)
    }

    @Test func `schemas of custom resources say how their lists merge`() throws {
        let schema = """
            type: object
            properties:
              spec:
                type: object
                properties:
                  map: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object,
                    required: [k], properties: {k: {type: string}, v: {type: integer}}}}
                  free: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """
        func widget(_ spec: String) -> String {
            "{apiVersion: example.org/v1, kind: Widget, metadata: {name: w}, spec: \(spec)}"
        }
        var store = OneObject(try Samples.widgets(schema).rules)
        try store.apply("first", widget("{map: [{k: a, v: 1}], free: {x: {q: 1}}}"))
        try store.apply("second", widget("{map: [{k: b, v: 2}], free: {x: {z: 1}}}"))
        #expect(store["spec.map"]?.array?.count == 2)
        #expect(store["spec.free"] == ["x": ["q": 1, "z": 1]])
        try store.apply("second", widget("{}"))
        #expect(store["spec.map"] == [["k": "a", "v": 1]])
        #expect(store["spec.free"] == ["x": ["q": 1]])
    }

    @Test func `the status has appliers of its own`() throws {
        let schema =
            "{type: object, properties: {spec: {type: object, properties: {a: {type: integer}}}, "
            + "status: {type: object, properties: {ok: {type: boolean}}}}}"
        let head = "apiVersion: example.org/v1, kind: Widget, metadata: {name: w}"
        var store = OneObject(try Samples.widgets(schema, status: true).rules)
        try store.apply("me", "{\(head), spec: {a: 1}}")
        try store.apply("ctl", "{\(head), spec: {a: 2}, status: {ok: true}}", subresource: "status")
        #expect(store["spec.a"] == 1)
        #expect(store["status.ok"] == true)
        #expect(store.fields("ctl") == #"{"f:status":{"f:ok":{}}}"#)
        let error = #expect(throws: APIError.self) {
            try store.apply("ctl2", "{\(head), status: {ok: false}}", subresource: "status")
        }
        #expect(
            error?.message
                == "Apply failed with 1 conflict: conflict with \"ctl\" with subresource \"status\": .status.ok")
    }

    @Test func `updates are owned by who made them, structures included`() throws {
        var store = OneObject(try Samples.rules("configmaps"))
        try store.write("kubectl-create", configMap("{a: '1'}"))
        #expect(store.fields("kubectl-create") == #"{"f:data":{".":{},"f:a":{}}}"#)
        try store.write("other", configMap("{a: '1', b: '2'}"))
        #expect(store.fields("other") == #"{"f:data":{"f:b":{}}}"#)
    }

    @Test func `what the server sets on a create is not its creator's`() throws {
        var store = OneObject(try Samples.rules("namespaces"))
        try store.write("creator", "{apiVersion: v1, kind: Namespace, metadata: {name: one}}")
        #expect(store["spec.finalizers"] == ["kubernetes"])
        #expect(store.fields("creator")?.contains("f:finalizers") == false)
    }

    @Test func `an object nobody applied yet is tracked from the first apply on`() throws {
        var store = OneObject(try Samples.rules("configmaps"))
        try store.write("creator", "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}}")
        try store.write("editor", configMap("{a: '1'}"))
        #expect(store["metadata.managedFields"] == nil)
        try store.apply("me", configMap("{b: '1'}"))
        #expect(store.fields("before-first-apply") == #"{"f:data":{".":{},"f:a":{}}}"#)
        #expect(store.fields("me") == #"{"f:data":{"f:b":{}}}"#)
    }

    @Test func `the oldest updates are put together beyond ten`() throws {
        var store = OneObject(try Samples.rules("configmaps"))
        var data: [String] = []
        for number in 0..<13 {
            data.append("k\(number): '\(number)'")
            try store.write("m\(number)", configMap("{\(data.joined(separator: ", "))}"))
        }
        #expect(store["metadata.managedFields"]?.array?.count == 10)
        #expect(store.fields("ancient-changes")?.contains("f:k0") == true)
    }
}
