import DocumentModel

/// Manifests made up for measuring: as varied as what a platform team keeps in Git, and the same in every run.
enum Fixtures {
    /// A stream of Deployments, Services and ConfigMaps in YAML; three documents for each of `count`.
    static func applicationYAML(_ count: Int) -> String {
        (0..<count).map { index in
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: app-\(index)
              labels: {app.kubernetes.io/name: app-\(index), team: "team-\(index % 7)"}
            spec:
              replicas: \(index % 5 + 1)
              selector:
                matchLabels:
                  app.kubernetes.io/name: app-\(index)
              template:
                metadata:
                  labels:
                    app.kubernetes.io/name: app-\(index)
                spec:
                  containers:
                  - name: main
                    image: registry.example.com/team/app-\(index):1.\(index).0
                    args: ["--listen=:8080", "--level=info", '--mode=on']
                    ports:
                    - containerPort: 8080
                      name: http
                    resources:
                      requests: {cpu: 50m, memory: 64Mi}
                      limits: {memory: 128Mi}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: app-\(index)
            spec:
              selector:
                app.kubernetes.io/name: app-\(index)
              ports:
              - {name: http, port: 80, targetPort: http}
            ---
            \(configMap(index))
            """
        }.joined(separator: "\n---\n")
    }

    /// One ConfigMap with a block scalar of some lines.
    static func configMap(_ index: Int, namespace: String? = nil) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: config-\(index)\(namespace.map { "\n  namespace: \($0)" } ?? "")
        data:
          retries: "\(index % 10)"
          application.properties: |
            server.port=8080
            server.name=app-\(index)
            feature.enabled=true
        """
    }

    /// As many ConfigMaps in one stream.
    static func configMaps(_ count: Int, namespace: String? = nil) -> String {
        (0..<count).map { configMap($0, namespace: namespace) }.joined(separator: "\n---\n") + "\n"
    }
}
