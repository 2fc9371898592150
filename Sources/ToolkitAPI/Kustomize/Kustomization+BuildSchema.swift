/// The shapes of what changes the build and tells health, and of the status.
extension Kustomization {
    static let buildFields: [SchemaField] = [
        .optional(
            "buildMetadata",
            .array(
                "What kustomize notes on the objects about their making.",
                of: .string(oneOf: ["originAnnotations", "transformerAnnotations"]))),
        .optional(
            "commonMetadata",
            .object(
                "Labels and annotations for everything built; they win over what the objects have.",
                [.optional("annotations", .map("The annotations.")), .optional("labels", .map("The labels."))])),
        .optional("components", .array("Paths of kustomize components, relative to path.", of: .string())),
        .optional("decryption", decryption),
        .optional(
            "ignoreMissingComponents",
            .boolean("Whether components that do not exist are left out instead of failing the build.")),
        .optional("images", .array("Image names, tags and digests to replace.", of: image)),
        .optional("namePrefix", .string("Goes before the name of everything built.", length: 1...200)),
        .optional("nameSuffix", .string("Goes after the name of everything built.", length: 1...200)),
        .optional(
            "patches",
            .array(
                "Patches for what was built.",
                of: .object(
                    "A strategic merge or JSON patch.",
                    [
                        .required("patch", .string("The patch, as YAML or JSON.")),
                        .optional("target", selector("The objects it is for.")),
                    ]))),
        .optional("path", .string("The directory inside the artifact; its root when left out.")),
        .optional("postBuild", postBuild),
    ]

    static let healthFields: [SchemaField] = [
        .optional("healthCheckExprs", .array("How to tell the health of custom kinds.", of: healthExpression)),
        .optional("healthChecks", .array("Objects whose health is waited for.", of: healthCheck)),
        .optional(
            "ignore",
            .array(
                "Fields whose drift is left alone.",
                of: .object(
                    "Fields of certain objects.",
                    [
                        .required("paths", .array("JSON pointers to the fields.", of: .string())),
                        .optional("target", selector("The objects concerned; all when left out.")),
                    ]))),
        .optional(
            "wait", .boolean("Whether everything applied must become healthy; healthChecks does not count then.")),
    ]

    private static func selector(_ description: String) -> Schema {
        .object(
            description,
            [
                .optional("annotationSelector", .string("A selector over annotations, in label selector syntax.")),
                .optional("group", .string("The API group.")), .optional("kind", .string("The kind.")),
                .optional("labelSelector", .string("A selector over labels.")),
                .optional("name", .string("A regular expression for the whole name.")),
                .optional("namespace", .string("A regular expression for the whole namespace.")),
                .optional("version", .string("The API version.")),
            ])
    }

    private static let image: Schema = .object(
        "A replacement for one image.",
        [
            .optional("digest", .string("The digest to use; it wins over newTag.")),
            .required("name", .string("The image as the manifests name it, without tag.")),
            .optional("newName", .string("The name to use instead.")),
            .optional("newTag", .string("The tag to use.")),
        ])

    private static let decryption: Schema = .object(
        "How encrypted Secrets are opened.",
        [
            .required("provider", .string("The tool that encrypted them.", oneOf: ["sops"])),
            .optional("secretRef", .localReference("The Secret with private keys and credentials.")),
            .optional(
                "serviceAccountName",
                .string("The ServiceAccount whose workload identity logs in at the key service.")),
        ])

    private static let postBuild: Schema = .object(
        "What happens to the build before it is applied.",
        [
            .optional("substitute", .map("Variables and their values; they win over substituteFrom.")),
            .optional(
                "substituteFrom",
                .array(
                    "Objects whose data are variables; later ones win.",
                    of: .object(
                        "One object with variables.",
                        [
                            .required("kind", .string("Its kind.", oneOf: ["Secret", "ConfigMap"])),
                            .required("name", .string("Its name.", length: 1...253)),
                            .optional("optional", .boolean("Whether it may be missing.", default: false)),
                        ]))),
            .optional(
                "substituteStrategy",
                .string(
                    "Whether to substitute only when there are variables, which is the default, or always.",
                    oneOf: ["WithVariables", "Always"])),
        ])

    private static let healthCheck: Schema = .object(
        "An object whose health is waited for.",
        [
            .optional("apiVersion", .string("Its API group and version; apps/v1 when left out.")),
            .required("kind", .string("Its kind.")), .required("name", .string("Its name.")),
            .optional("namespace", .string("Its namespace.")),
        ])

    private static let healthExpression: Schema = .object(
        "CEL expressions over one kind of object.",
        [
            .required("apiVersion", .string("The API group and version.")),
            .required("current", .string("True when the object is as its spec asks.")),
            .optional("failed", .string("True when the object failed.")),
            .optional("inProgress", .string("True while the object is on its way.")),
            .optional("kind", .string("The kind.")),
        ])

    public static let statusSchema: Schema = .status(
        "What the controller built and applied.",
        [
            .optional("history", .array("The last runs, newest first.", of: snapshot)),
            .optional(
                "inventory",
                .object("What was applied.", [.required("entries", .array("The objects.", of: inventoryEntry))])),
            .optional(
                "lastAppliedOriginRevision",
                .string("What the applied revision was made from, as the artifact tells.")),
            .optional("lastAppliedRevision", .string("The revision that was applied last.")),
            .optional("lastAttemptedRevision", .string("The revision of the last run.")),
        ])

    private static let inventoryEntry: Schema = .object(
        "One applied object.",
        [
            .required("id", .string("Namespace, name, group and kind, joined by underscores.")),
            .required("v", .string("The API version, without the group.")),
        ])

    private static let snapshot: Schema = .object(
        "What was built and how it went.",
        [
            .required("digest", .string("The digest of the build.")),
            .required("firstReconciled", .timestamp("When this build was first applied with this outcome.")),
            .required("lastReconciled", .timestamp("When it was last.")),
            .required("lastReconciledDuration", .string("How long that took.")),
            .required("lastReconciledStatus", .string("The outcome: a reason of Ready.")),
            .optional("metadata", .map("Revisions and the like.")),
            .required("totalReconciliations", .integer("How often.")),
        ])
}
