import DocumentModel
import KubernetesModel
import Kustomize

/// A build of texts in memory, and the result as YAML.
func built(
    _ files: [String: String], at path: String = "", options: BuildOptions = BuildOptions()
) throws -> String {
    let result = try Kustomization.build(at: path, in: MemoryTree(texts: files), options: options)
    return YAML.text(stream: result.objects.map(\.value), .sorted)
}

/// The documents of a YAML stream, without empty ones.
func documents(_ text: String) throws -> [Value] {
    try YAML.parse(text).map(\.value).filter { !$0.isNull }
}

/// The error with which a build fails; nil when it does not.
func failure(_ files: [String: String], at path: String = "", options: BuildOptions = BuildOptions()) -> KustomizeError?
{
    do {
        _ = try Kustomization.build(at: path, in: MemoryTree(texts: files), options: options)
        return nil
    } catch { return error }
}

/// A Deployment with one container.
let web = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 1
      template:
        spec:
          containers:
          - name: main
            image: registry.example.com:5000/web:1@sha256:abc
            env:
            - name: CONF
              valueFrom:
                configMapKeyRef: {name: conf, key: a}
            ports:
            - containerPort: 80
              protocol: TCP
    """
