import DocumentModel
import Foundation
import KubernetesModel
import Testing
import ToolkitAPI

/// The CustomResourceDefinitions below `config/` are written from the Swift types.
/// `SLUICE_RECORD=1 swift test --filter GeneratedManifestTests` writes them anew.
@Suite struct GeneratedManifestTests {
    static let root: URL = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(arguments: ToolkitDefinitions.kinds.indices) func `a committed definition is the one its type makes`(
        _ index: Int
    ) throws {
        let kind = ToolkitDefinitions.kinds[index]
        let header =
            "# Written from Sources/ToolkitAPI by SLUICE_RECORD=1 swift test --filter GeneratedManifestTests.\n"
        let expected = header + YAML.text(kind.customResourceDefinition.value, .sorted)
        let names = kind.definition
        let file = Self.root.appending(
            path: "config/\(kind.controller)/crd/\(names.groupVersionKind.group)_\(names.plural).yaml")
        if ProcessInfo.processInfo.environment["SLUICE_RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(expected.utf8).write(to: file)
        }
        let committed = try String(contentsOf: file, encoding: .utf8)
        #expect(committed == expected, "\(file.lastPathComponent) is stale: record it anew")
        #expect(try YAML.parseFirst(committed) == kind.customResourceDefinition.value)
    }

    @Test func `definitions keep out of variable substitution and carry the labels clients look for`() {
        for definition in ToolkitDefinitions.customResourceDefinitions {
            #expect(definition.annotations[AnnotationName.substitute] == "disabled")
            #expect(definition.labels[LabelName.partOf] == "flux")
        }
    }
}
