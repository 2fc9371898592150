import DocumentModel
import Kustomize
import Testing

/// Schemas that a kustomization brings along.
@Suite struct CustomSchemaTests {
    private static let files = [
        "w.yaml": "apiVersion: e.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {parts: [{id: a}]}\n",
        "p.yaml": "apiVersion: e.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {parts: [{id: b}]}\n",
        "schema.json": """
        {"definitions": {"W": {"type": "object",
          "x-kubernetes-group-version-kind": [{"group": "e.com", "version": "v1", "kind": "Widget"}],
          "properties": {"spec": {"$ref": "#/definitions/S"}}},
        "S": {"properties": {"parts": {"type": "array", "items": {"type": "object"},
          "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "id"}}}}}
        """,
    ]

    private func parts(withSchema hasSchema: Bool) throws -> [String?] {
        var files = Self.files
        files["kustomization.yaml"] =
            "resources: [w.yaml]\npatches: [{path: p.yaml}]\n" + (hasSchema ? "openapi: {path: schema.json}\n" : "")
        return try documents(try built(files))[0].at("spec", "parts")?.array?.map { $0["id"]?.string } ?? []
    }

    @Test func `a schema makes lists merge, in its own build only`() throws {
        for _ in 0..<2 {
            #expect(try parts(withSchema: true) == ["b", "a"])
            #expect(try parts(withSchema: false) == ["b"])
        }
    }

    @Test func `builds in parallel do not see each other's schemas`() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<32 {
                group.addTask {
                    try parts(withSchema: index.isMultiple(of: 2)) == (index.isMultiple(of: 2) ? ["b", "a"] : ["b"])
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }
}
