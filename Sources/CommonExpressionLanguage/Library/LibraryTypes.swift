/// The types that libraries bring along.
enum LibraryTypes {
    static let quantity = CELType.object("kubernetes.Quantity")
    static let url = CELType.object("kubernetes.URL")
    static let semver = CELType.object("kubernetes.Semver")
    static let format = CELType.object("kubernetes.NamedFormat")
    static let ip = CELType.opaque("net.IP")
    static let cidr = CELType.opaque("net.CIDR")
    static let authorizer = CELType.object("kubernetes.authorization.Authorizer")
    static let pathCheck = CELType.object("kubernetes.authorization.PathCheck")
    static let groupCheck = CELType.object("kubernetes.authorization.GroupCheck")
    static let resourceCheck = CELType.object("kubernetes.authorization.ResourceCheck")
    static let decision = CELType.object("kubernetes.authorization.Decision")

    /// Those that expressions can name.
    static let named: [String: CELType] = [
        "net.IP": ip, "net.CIDR": cidr, "kubernetes.Quantity": quantity, "kubernetes.URL": url,
        "kubernetes.Semver": semver, "kubernetes.NamedFormat": format,
    ]

    /// Those with fields that the API server declares for admission: what a request is, and the namespace around.
    static let fields: [String: [String: CELType]] = [
        "kubernetes.GroupVersionKind": ["group": .string, "version": .string, "kind": .string],
        "kubernetes.GroupVersionResource": ["group": .string, "version": .string, "resource": .string],
        "kubernetes.UserInfo": [
            "username": .string, "uid": .string, "groups": .list(.string), "extra": .map(.string, .list(.string)),
        ],
        "kubernetes.AdmissionRequest": [
            "kind": .object("kubernetes.GroupVersionKind"), "resource": .object("kubernetes.GroupVersionResource"),
            "subResource": .string, "requestKind": .object("kubernetes.GroupVersionKind"),
            "requestResource": .object("kubernetes.GroupVersionResource"), "requestSubResource": .string,
            "name": .string, "namespace": .string, "operation": .string, "userInfo": .object("kubernetes.UserInfo"),
            "dryRun": .bool, "options": .dyn,
        ],
        "kubernetes.Namespace": [
            "metadata": .object("kubernetes.NamespaceMetadata"), "spec": .object("kubernetes.NamespaceSpec"),
            "status": .object("kubernetes.NamespaceStatus"),
        ],
        "kubernetes.NamespaceMetadata": [
            "name": .string, "generateName": .string, "namespace": .string, "labels": .map(.string, .string),
            "annotations": .map(.string, .string), "UID": .string, "creationTimestamp": .timestamp,
            "deletionGracePeriodSeconds": .int, "deletionTimestamp": .timestamp, "generation": .int,
            "resourceVersion": .string, "finalizers": .list(.string),
        ],
        "kubernetes.NamespaceSpec": ["finalizers": .list(.string)],
        "kubernetes.NamespaceStatus": ["phase": .string],
    ]
}
