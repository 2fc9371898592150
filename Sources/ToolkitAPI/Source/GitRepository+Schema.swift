extension GitRepository: ResourceWithSchema {
    public static let summary = "A Git repository that is polled and published as an artifact for other controllers."
    public static let controller = "source-controller"
    public static let printerColumns = [PrinterColumn("URL", ".spec.url"), .age, .ready, .status]

    public static let specSchema: Schema = .object(
        "What to fetch, how often and with which credentials.",
        rules: [
            ValidationRule(
                "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
                "serviceAccountName needs provider 'azure' or 'aws'")
        ], sourceFields + contentFields)

    private static let sourceFields: [SchemaField] = [
        .required("interval", .duration("How often the repository is looked at.")),
        .optional(
            "provider",
            .string(
                "Where credentials come from when secretRef does not hold them; generic is the default.",
                oneOf: ["generic", "aws", "azure", "github"])),
        .optional("proxySecretRef", .localReference("The Secret with the address and credentials of the proxy.")),
        .optional("secretRef", .localReference("The Secret with the credentials for the repository.")),
        .optional(
            "serviceAccountName",
            .string("The ServiceAccount whose workload identity logs in at the provider.")),
        .optional(
            "suspend", .boolean("Whether the repository is left alone; what is published stays available.")),
        .optional("timeout", .timeout("How long one checkout may take.", default: "60s")),
        .required(
            "url",
            .string("The address of the repository, by http, https or ssh.", pattern: "^(http|https|ssh)://.*$")),
    ]

    private static let contentFields: [SchemaField] = [
        .optional(
            "ignore",
            .string("Patterns, in the syntax of .gitignore, of files that stay out of the artifact.")),
        .optional("include", .array("Other repositories whose artifacts are copied into this one.", of: include)),
        .optional("recurseSubmodules", .boolean("Whether submodules are fetched too.")),
        .optional("ref", reference),
        .optional(
            "sparseCheckout", .array("The directories to check out; all when empty.", of: .string())),
        .optional("verify", verification),
    ]

    private static let reference: Schema = .object(
        "What to check out; branch master when left out. If several are set the order is commit, name, tag, semver, branch.",
        [
            .optional("branch", .string("A branch.")),
            .optional("commit", .string("A commit; with a branch, only that branch is fetched.")),
            .optional("name", .string("A full reference name such as refs/heads/main or refs/pull/1/head.")),
            .optional("semver", .string("A range of versions; the highest tag in it is taken.")),
            .optional("tag", .string("A tag.")),
        ])

    private static let verification: Schema = .object(
        "Which signatures must hold before anything is published.",
        [
            .optional(
                "mode",
                .string(
                    "Whether the commit, the tag or both must be signed.",
                    oneOf: ["head", "HEAD", "Tag", "TagAndHEAD"], default: "HEAD")),
            .required("secretRef", .localReference("The Secret with the public keys that are trusted.")),
        ])

    private static let include: Schema = .object(
        "A repository to copy from and where its files go.",
        [
            .optional("fromPath", .string("The directory to copy; all when left out.")),
            .required("repository", .localReference("The GitRepository whose artifact is copied.")),
            .optional("toPath", .string("Where it goes; the name of the repository when left out.")),
        ])

    public static let statusSchema: Schema = .status(
        "What the controller found and published.",
        [
            .optional("artifact", .artifact("What is published now.")),
            .optional(
                "includedArtifacts",
                .array("The artifacts copied in, in the order of spec.include.", of: .artifact("One artifact."))),
            .optional("observedIgnore", .string("spec.ignore of the published artifact.")),
            .optional("observedInclude", .array("spec.include of the published artifact.", of: include)),
            .optional(
                "observedRecurseSubmodules", .boolean("spec.recurseSubmodules of the published artifact.")),
            .optional(
                "observedSparseCheckout",
                .array("spec.sparseCheckout of the published artifact.", of: .string())),
            .optional("sourceVerificationMode", .string("The verification mode that last succeeded.")),
        ])
}
