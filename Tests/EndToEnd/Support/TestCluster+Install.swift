import ClusterTesting
import DocumentModel
import Foundation
import KubernetesClient
import KubernetesModel

extension TestCluster {
    /// Installs the custom resource definitions of the toolkit and waits until they are served.
    func install() async throws {
        for controller in ["source-controller", "kustomize-controller"] {
            let folder = "\(Programs.root)/config/\(controller)/crd"
            for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            where file.hasSuffix(".yaml") && file != "kustomization.yaml" {
                let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
                for document in try YAML.parse(text) {
                    guard let object = KubernetesObject(document.value) else { continue }
                    try await client.apply(object, fieldManager: "sluice-e2e")
                    try await served(object)
                }
            }
        }
    }

    private func served(_ definition: KubernetesObject) async throws {
        try await eventually("\(definition.name) is established") {
            let stored = try await self.client.get(definition.groupVersionKind, definition.key)
            let conditions = stored.status?["conditions"]?.array ?? []
            return conditions.contains { $0["type"]?.string == "Established" && $0["status"]?.string == "True" }
                ? true : nil
        }
    }
}
