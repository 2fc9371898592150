/// Names an object in the same namespace.
public struct LocalObjectReference: Sendable, Hashable, Codable {
    public var name: String

    public init(name: String) { self.name = name }
}

/// Names a Secret in the same namespace, and optionally a key in it.
public struct SecretKeyReference: Sendable, Hashable, Codable {
    public var name: String
    /// The key; what applies without one, the field says.
    public var key: String?

    public init(name: String, key: String? = nil) {
        self.name = name
        self.key = key
    }
}

/// Where the kubeconfig of a remote cluster comes from: exactly one of the two.
public struct KubeConfigReference: Sendable, Hashable, Codable {
    /// A ConfigMap that tells how to log in with a workload identity.
    public var configMapRef: LocalObjectReference?
    /// A Secret that holds a kubeconfig, under `key`, else `value`, else `value.yaml`.
    public var secretRef: SecretKeyReference?

    public init(configMapRef: LocalObjectReference? = nil, secretRef: SecretKeyReference? = nil) {
        self.configMapRef = configMapRef
        self.secretRef = secretRef
    }
}

/// Names another object of the same kind that must be ready first.
public struct DependencyReference: Sendable, Hashable, Codable {
    public var name: String
    /// The namespace; nil for the object's own.
    public var namespace: String?
    /// A CEL expression over `self` and `dep` that says when the dependency is ready.
    public var readyExpr: String?

    public init(name: String, namespace: String? = nil, readyExpr: String? = nil) {
        self.name = name
        self.namespace = namespace
        self.readyExpr = readyExpr
    }
}

/// Names an object by kind.
public struct NamespacedObjectKindReference: Sendable, Hashable, Codable {
    /// The group and version; what applies without one, the field says.
    public var apiVersion: String?
    public var kind: String
    public var name: String
    public var namespace: String?

    public init(apiVersion: String? = nil, kind: String, name: String, namespace: String? = nil) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.namespace = namespace
    }
}
