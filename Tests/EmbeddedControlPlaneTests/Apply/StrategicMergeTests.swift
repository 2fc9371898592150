import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct StrategicMergeTests {
    private static let pod = """
        {containers: [{name: one, image: i1, env: [{name: A, value: "1"}, {name: B, value: "2"}], args: [p, q]},
        {name: two, image: i2}], volumes: [{name: v, emptyDir: {}}, {name: w, configMap: {name: c}}],
        tolerations: [{key: t, operator: Exists}]}
        """

    private func patched(_ patch: String) throws -> Value {
        let object = try Samples.yaml(
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {spec: \(Self.pod)}}}")
        let patch = try YAML.parseFirst("{spec: {template: {spec: \(patch)}}}")
        let result = try Samples.rules("deployments", "apps").strategicMerge(patch, into: object, version: "v1")
        return try #require(result.at(["spec", "template", "spec"]))
    }

    struct Row {
        var patch: String
        var path: [String]
        var expected: String
    }

    @Test(arguments: [
        Row(
            patch: "{containers: [{name: two, image: new}, {name: three, image: i3}]}", path: ["containers"],
            expected: """
                [{name: one, image: i1, env: [{name: A, value: "1"}, {name: B, value: "2"}], args: [p, q]},
                {name: two, image: new}, {name: three, image: i3}]
                """),
        Row(
            patch: "{tolerations: [{key: new, operator: Exists}]}", path: ["tolerations"],
            expected: "[{key: new, operator: Exists}]"),
        Row(
            patch: "{volumes: [{name: v, $patch: delete}]}", path: ["volumes"],
            expected: "[{name: w, configMap: {name: c}}]"),
        Row(
            patch: "{containers: [{name: only, image: o}, {$patch: replace}]}", path: ["containers"],
            expected: "[{name: only, image: o}]"),
        Row(
            patch: "{volumes: [{name: v, $retainKeys: [name, hostPath], hostPath: {path: /x}}]}", path: ["volumes"],
            expected: "[{name: v, hostPath: {path: /x}}, {name: w, configMap: {name: c}}]"),
        Row(
            patch: "{$setElementOrder/volumes: [{name: w}, {name: u}, {name: v}], volumes: [{name: u, emptyDir: {}}]}",
            path: ["volumes"],
            expected: "[{name: w, configMap: {name: c}}, {name: u, emptyDir: {}}, {name: v, emptyDir: {}}]"),
        Row(patch: "{tolerations: null}", path: ["tolerations"], expected: "null"),
    ])
    func `lists merge as their fields say`(_ row: Row) throws {
        let result = try patched(row.patch).at(row.path) ?? .null
        #expect(result == (try YAML.parseFirst(row.expected)))
    }

    @Test(arguments: [
        ("{containers: [{image: no-name}]}", 500), ("{containers: [{name: one, $patch: explode}]}", 500),
        ("{containers: [one]}", 500), ("{$patch: merge, volumes: []}", 500),
    ])
    func `a patch that cannot be applied is refused`(_ row: (String, Int)) throws {
        let error = #expect(throws: APIError.self) { try patched(row.0) }
        #expect(error?.code == row.1)
    }
}
