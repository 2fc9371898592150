/// The names of types in OpenAPI documents.
enum OpenAPINames {
    static let quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity"
    static let intOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
    static let time = "io.k8s.apimachinery.pkg.apis.meta.v1.Time"
    static let microTime = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime"
    static let rawExtension = "io.k8s.apimachinery.pkg.runtime.RawExtension"
    static let fields = "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1"
    static let listMetadata = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta"
    static let status = "io.k8s.apimachinery.pkg.apis.meta.v1.Status"
    static let patch = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch"
    static let deleteOptions = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"
    /// How the names of types without a form begin.
    static let loose = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1."
    static let objectMetadata = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

    /// `core.v1.Pod` as `io.k8s.api.core.v1.Pod`.
    static func full(_ name: String) -> String {
        switch name.prefix(while: { $0 != "." }) {
        case "meta": "io.k8s.apimachinery.pkg.apis." + name
        case "apiextensions": "io.k8s.apiextensions-apiserver.pkg.apis." + name
        case "apiregistration": "io.k8s.kube-aggregator.pkg.apis." + name
        default: "io.k8s.api." + name
        }
    }

    /// The type of a custom resource: its group backwards, version and kind.
    static func custom(group: String, version: String, kind: String) -> String {
        group.split(separator: ".").reversed().joined(separator: ".") + ".\(version).\(kind)"
    }
}
