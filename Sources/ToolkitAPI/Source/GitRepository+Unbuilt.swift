extension GitRepository.Spec: SpecWithUnbuiltFields {
    /// Fields of a GitRepository that the source-controller cannot honour yet. Building one takes its row out.
    public static let unbuilt: [UnbuiltField<Self>] = [
        UnbuiltField("verify") { $0.verify != nil },
        UnbuiltField("provider") { ($0.provider ?? .generic) != .generic },
        UnbuiltField("serviceAccountName") { $0.serviceAccountName?.isEmpty == false },
    ]
}
