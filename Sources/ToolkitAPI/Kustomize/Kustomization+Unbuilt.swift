extension Kustomization.Spec: SpecWithUnbuiltFields {
    /// Fields of a Kustomization that the kustomize-controller cannot honour yet. Building one takes its row out.
    public static let unbuilt: [UnbuiltField<Self>] = [
        UnbuiltField("decryption") { $0.decryption != nil },
        UnbuiltField("kubeConfig.configMapRef") { $0.kubeConfig?.configMapRef != nil },
        UnbuiltField("healthCheckExprs") { $0.healthCheckExprs?.isEmpty == false },
        UnbuiltField("dependsOn[].readyExpr") { spec in
            spec.dependsOn?.contains { $0.readyExpr?.isEmpty == false } == true
        },
    ]
}
