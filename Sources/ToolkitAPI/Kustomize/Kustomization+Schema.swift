extension Kustomization: ResourceWithSchema {
    public static let summary = "A directory of a source that is built with kustomize and kept applied to a cluster."
    public static let controller = "kustomize-controller"
    public static let printerColumns: [PrinterColumn] = [.age, .ready, .status]

    public static let specSchema: Schema = .object(
        "What to build, how to change it and where to apply it.",
        runFields + targetFields + buildFields + healthFields)

    private static let runFields: [SchemaField] = [
        .optional(
            "deletionPolicy",
            .string(
                "What becomes of the applied objects when this one is deleted; MirrorPrune, the default, does as prune says.",
                oneOf: ["MirrorPrune", "Delete", "WaitForTermination", "Orphan"])),
        .optional("dependsOn", .array("Kustomizations that must be ready first.", of: dependency)),
        .required("interval", .duration("How long after a success the next run starts.")),
        .required("prune", .boolean("Whether objects that left the source are deleted.")),
        .optional(
            "retryInterval", .duration("How long after a failure the next run starts; interval when left out.")),
        .required("sourceRef", source),
        .optional("suspend", .boolean("Whether nothing is reconciled until it is unset.")),
        .optional("timeout", .duration("How long health checks may take; interval when left out.")),
    ]

    private static let targetFields: [SchemaField] = [
        .optional("force", .boolean("Whether objects are recreated when an immutable field changed.", default: false)),
        .optional("kubeConfig", kubeConfig),
        .optional("serviceAccountName", .string("The ServiceAccount whose rights the apply has.")),
        .optional(
            "targetNamespace", .string("The namespace that everything built is put in.", length: 1...63)),
    ]

    private static let dependency: Schema = .object(
        "A Kustomization that must be ready first.",
        [
            .required("name", .string("Its name.")),
            .optional("namespace", .string("Its namespace; that of this object when left out.")),
            .optional(
                "readyExpr",
                .string("A CEL expression over self and dep that says when the dependency is ready.")),
        ])

    private static let source: Schema = .object(
        "The source whose artifact is built.",
        [
            .optional("apiVersion", .string("The API group and version of the source; for readers only.")),
            .required(
                "kind",
                .string(
                    "The kind of the source.",
                    oneOf: ["OCIRepository", "GitRepository", "Bucket", "ExternalArtifact"])),
            .required("name", .string("The name of the source.")),
            .optional("namespace", .string("Its namespace; that of this object when left out.")),
        ])

    private static let oneKubeConfig = "set exactly one of spec.kubeConfig.configMapRef and spec.kubeConfig.secretRef"

    private static let kubeConfig: Schema = .object(
        "The remote cluster to apply to; this one when left out.",
        rules: [
            ValidationRule("has(self.configMapRef) || has(self.secretRef)", oneKubeConfig),
            ValidationRule("!has(self.configMapRef) || !has(self.secretRef)", oneKubeConfig),
        ],
        [
            .optional(
                "configMapRef", .localReference("The ConfigMap that tells how to log in with a workload identity.")),
            .optional(
                "secretRef",
                .object(
                    "The Secret that holds a kubeconfig.",
                    [
                        .optional("key", .string("The key it stands under; value or value.yaml when left out.")),
                        .required("name", .string("The name of the Secret.")),
                    ])),
        ])
}
