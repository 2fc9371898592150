internal import DocumentModel
internal import KubernetesModel
internal import ToolkitAPI

/// The kinds of the toolkit, those other controllers own included.
extension ToolkitKind {
    static let gitRepository = source("v1", "GitRepository", "git")
    static let ociRepository = source("v1", "OCIRepository", "oci")
    static let bucket = source("v1", "Bucket", "bucket")
    static let helmRepository = ToolkitKind(
        APIGroup.source, "v1", "HelmRepository", list: "helm", name: "helm", human: "source helm",
        columns: [
            .shortField("Revision", "status", "artifact", "revision"), .suspended,
            Column("Ready") { isOCI($0) ? "True" : $0.readiness.status },
            Column("Message") {
                isOCI($0) ? "Helm repository is Ready" : ShortDigest.shorten($0.readiness.message)
            },
        ],
        success: { "fetched revision \($0.artifactRevision)" }, isStatic: isOCI)
    static let helmChart = ToolkitKind(
        APIGroup.source, "v1", "HelmChart", list: "chart", name: "chart", human: "source chart",
        columns: [
            .field("Revision", "status", "artifact", "revision"), .suspended, .ready, .shortMessage,
        ],
        success: { "fetched revision \($0.artifactRevision)" })
    static let externalArtifact = ToolkitKind(
        APIGroup.source, "v1", "ExternalArtifact", list: "external", name: "external", human: "source external",
        columns: [
            .shortField("Revision", "status", "artifact", "revision"),
            Column("Source") { $0.sourceText(at: "spec", "sourceRef") ?? "" }, .ready, .shortMessage,
        ])
    static let kustomization = ToolkitKind(
        APIGroup.kustomize, "v1", "Kustomization", list: "kustomizations", listAliases: ["ks", "kustomization"],
        name: "kustomization", aliases: ["ks"],
        columns: [.shortField("Revision", "status", "lastAppliedRevision"), .suspended, .ready, .shortMessage],
        success: { "applied revision \($0.value.at("status", "lastAppliedRevision")?.string ?? "")" })
    static let helmRelease = ToolkitKind(
        APIGroup.helm, "v2", "HelmRelease", list: "helmreleases", listAliases: ["hr", "helmrelease"],
        name: "helmrelease", aliases: ["hr"],
        columns: [Column("Revision", helmRevision), .suspended, .ready, .message],
        success: { "applied revision \(helmRevision($0))" })
    static let alert = ToolkitKind(
        APIGroup.notification, "v1beta3", "Alert", list: "alerts", listAliases: ["alert"], name: "alert",
        columns: [.suspended] + Column.always("Alert is Ready"), isStatic: { _ in true })
    static let alertProvider = ToolkitKind(
        APIGroup.notification, "v1beta3", "Provider", list: "alert-providers", listAliases: ["alert-provider"],
        name: "alert-provider", human: "alert provider", columns: Column.always("Provider is Ready"),
        isStatic: { _ in true })
    static let receiver = ToolkitKind(
        APIGroup.notification, "v1", "Receiver", list: "receivers", listAliases: ["receiver"], name: "receiver",
        columns: [.suspended, .ready, .message],
        success: { "Receiver reconciled with webhook path \($0.value.at("status", "webhookPath")?.string ?? "")" })
    static let imageRepository = ToolkitKind(
        APIGroup.image, "v1", "ImageRepository", list: "repository", name: "repository", human: "image repository",
        columns: [
            .field("Last scan", "status", "lastScanResult", "scanTime"), .suspended, .ready, .message,
        ])
    static let imagePolicy = ToolkitKind(
        APIGroup.image, "v1", "ImagePolicy", list: "policy", name: "policy", human: "image policy",
        columns: [
            .field("Image", "status", "latestRef", "name"), .field("Tag", "status", "latestRef", "tag"), .ready,
            .message,
        ])
    static let imageUpdate = ToolkitKind(
        APIGroup.image, "v1", "ImageUpdateAutomation", list: "update", name: "update", human: "image update",
        columns: [.field("Last run", "status", "lastAutomationRunTime"), .suspended, .ready, .message])
    static let artifactGenerator = ToolkitKind(
        APIGroup.sourceExtensions, "v1beta1", "ArtifactGenerator", list: "generators", listAliases: ["generator"],
        name: "generator", human: "artifact generator", columns: [.suspended, .ready, .message])

    /// The kinds of `get sources all`.
    static let sources = [gitRepository, ociRepository, bucket, helmRepository, helmChart]
    /// The kinds of `get images all`.
    static let images = [imageRepository, imagePolicy, imageUpdate]
    /// The kinds of `get all`.
    static let all =
        sources + [helmRelease, kustomization, receiver, alertProvider, alert] + images
    /// The kinds `stats` counts, in its order.
    static let counted = [
        gitRepository, ociRepository, helmRepository, helmChart, bucket, kustomization, helmRelease, alert,
        alertProvider, receiver, imageUpdate, imagePolicy, imageRepository,
    ]

    private static func source(_ version: String, _ kind: String, _ name: String) -> ToolkitKind {
        ToolkitKind(
            APIGroup.source, version, kind, list: name, name: name, human: "source \(name)",
            columns: [
                .shortField("Revision", "status", "artifact", "revision"), .suspended, .ready, .shortMessage,
            ],
            success: { "fetched revision \($0.artifactRevision)" })
    }

    @Sendable private static func isOCI(_ object: KubernetesObject) -> Bool {
        object.value.at("spec", "type")?.string == "oci"
    }

    /// The chart version of the newest release, else what was tried last.
    @Sendable private static func helmRevision(_ object: KubernetesObject) -> String {
        object.value.at("status", "history")?[0]?["chartVersion"]?.string
            ?? object.value.at("status", "lastAttemptedRevision")?.string ?? ""
    }
}

enum OfGitRepository: KindMarker { static let kind = ToolkitKind.gitRepository }
enum OfOCIRepository: KindMarker { static let kind = ToolkitKind.ociRepository }
enum OfBucket: KindMarker { static let kind = ToolkitKind.bucket }
enum OfHelmRepository: KindMarker { static let kind = ToolkitKind.helmRepository }
enum OfHelmChart: KindMarker { static let kind = ToolkitKind.helmChart }
enum OfExternalArtifact: KindMarker { static let kind = ToolkitKind.externalArtifact }
enum OfKustomization: KindMarker { static let kind = ToolkitKind.kustomization }
enum OfHelmRelease: KindMarker { static let kind = ToolkitKind.helmRelease }
enum OfAlert: KindMarker { static let kind = ToolkitKind.alert }
enum OfAlertProvider: KindMarker { static let kind = ToolkitKind.alertProvider }
enum OfReceiver: KindMarker { static let kind = ToolkitKind.receiver }
enum OfImageRepository: KindMarker { static let kind = ToolkitKind.imageRepository }
enum OfImagePolicy: KindMarker { static let kind = ToolkitKind.imagePolicy }
enum OfImageUpdate: KindMarker { static let kind = ToolkitKind.imageUpdate }
enum OfArtifactGenerator: KindMarker { static let kind = ToolkitKind.artifactGenerator }
