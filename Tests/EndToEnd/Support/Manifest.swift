/// Manifests for the repositories of scenarios.
enum Manifest {
    /// A ConfigMap with one entry, `value`.
    static func configMap(_ name: String, _ value: String) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: \(name)
        data:
          value: "\(value)"

        """
    }

    /// A Deployment whose image nobody has, so that it never becomes ready where nothing simulates it.
    static func deployment(_ name: String, tag: String = "1", annotations: String = "{}") -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)
          annotations: \(annotations)
        spec:
          progressDeadlineSeconds: 600
          selector:
            matchLabels: {app: \(name)}
          template:
            metadata:
              labels: {app: \(name)}
            spec:
              containers:
              - name: main
                image: registry.invalid/none:\(tag)

        """
    }
}
