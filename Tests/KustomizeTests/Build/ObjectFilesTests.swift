import DocumentModel
import KubernetesModel
import Kustomize
import Testing

@Suite struct ObjectFilesTests {
    private func names(_ text: String) throws -> [String] {
        ObjectFiles.names(for: try documents(text).compactMap { $0.object.map { KubernetesObject(content: $0) } })
    }

    @Test func `the namespace is part of a name only where there are several`() throws {
        let one = """
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: Web, namespace: a}}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: "system:x/y"}}

            """
        #expect(
            try names(one) == [
                "apps_v1_deployment_web.yaml", "rbac.authorization.k8s.io_v1_clusterrole_system:x_y.yaml",
            ])
        let two = one + "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n"
        #expect(
            try names(two) == [
                "a_apps_v1_deployment_web.yaml", "rbac.authorization.k8s.io_v1_clusterrole_system:x_y.yaml",
                "default_v1_configmap_c.yaml",
            ])
    }
}
