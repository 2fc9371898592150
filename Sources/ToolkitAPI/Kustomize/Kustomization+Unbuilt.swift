extension Kustomization.Spec: SpecWithUnbuiltFields {
    /// Fields of a Kustomization that the kustomize-controller cannot honour yet. Building one takes its row out.
    public static let unbuilt: [UnbuiltField<Self>] = [
        UnbuiltField("decryption") { $0.decryption != nil },
        UnbuiltField("kubeConfig.configMapRef") { $0.kubeConfig?.configMapRef != nil },
    ]
}
