import KubernetesModel
import ToolkitAPI

/// Objects in which every field is set.
enum FilledResources {
    static let hour = APIDuration(.seconds(3600))

    static let artifact = Artifact(
        path: "a/b", url: "http://a/b", revision: "main@sha1:c", digest: "sha256:d",
        lastUpdateTime: "2026-01-02T03:04:05Z", size: 7, metadata: ["k": "v"])

    static let conditions = [
        Condition(
            type: .ready, status: .true, observedGeneration: 3, lastTransitionTime: "2026-01-02T03:04:05Z",
            reason: .succeeded, message: "done")
    ]

    static let metadata = ObjectMetadata(
        name: "app", namespace: "team", uid: "u", resourceVersion: "5", generation: 3,
        creationTimestamp: "2026-01-02T03:04:05Z", deletionTimestamp: "2026-01-03T03:04:05Z", labels: ["l": "1"],
        annotations: [AnnotationName.reconcileRequest: "now"], finalizers: [FinalizerName.toolkit])

    static var gitRepository: GitRepository {
        var spec = GitRepository.Spec(url: "https://example.com/a.git", interval: hour)
        spec.timeout = hour
        spec.ref = .init(branch: "b", tag: "t", semver: "1.x", name: "refs/heads/b", commit: "c")
        spec.secretRef = .init(name: "s")
        spec.provider = .azure
        spec.serviceAccountName = "sa"
        spec.proxySecretRef = .init(name: "p")
        spec.verify = .init(mode: .Tag, secretRef: .init(name: "k"))
        spec.ignore = "*.md"
        spec.recurseSubmodules = true
        spec.include = [.init(repository: .init(name: "o"), fromPath: "f", toPath: "t")]
        spec.sparseCheckout = ["d"]
        spec.suspend = true
        var status = GitRepository.Status()
        status.conditions = conditions
        status.observedGeneration = 3
        status.lastHandledReconcileAt = "now"
        status.artifact = artifact
        status.includedArtifacts = [artifact]
        status.observedIgnore = ""
        status.observedRecurseSubmodules = true
        status.observedInclude = spec.include
        status.observedSparseCheckout = ["d"]
        status.sourceVerificationMode = .TagAndHEAD
        return GitRepository(metadata: metadata, spec: spec, status: status)
    }

    static var kustomization: Kustomization {
        var spec = Kustomization.Spec(
            interval: hour, sourceRef: .init(apiVersion: "v1", kind: .GitRepository, name: "s", namespace: "n"),
            prune: true)
        fillRun(&spec)
        fillBuild(&spec)
        var status = Kustomization.Status()
        status.conditions = conditions
        status.observedGeneration = 3
        status.lastHandledReconcileAt = "now"
        status.lastAppliedRevision = "r"
        status.lastAppliedOriginRevision = "o"
        status.lastAttemptedRevision = "r"
        status.inventory = .init(entries: [.init(id: "a_b__C", v: "v1")])
        status.history = [
            .init(
                digest: "sha256:d", firstReconciled: "2026-01-02T03:04:05Z", lastReconciled: "2026-01-02T03:04:05Z",
                lastReconciledDuration: "1s", lastReconciledStatus: "ReconciliationSucceeded", totalReconciliations: 2,
                metadata: ["revision": "r"])
        ]
        return Kustomization(metadata: metadata, spec: spec, status: status)
    }

    private static var selector: Kustomization.Selector {
        var selector = Kustomization.Selector()
        selector.group = "g"
        selector.version = "v"
        selector.kind = "k"
        selector.namespace = "n"
        selector.name = "a.*"
        selector.annotationSelector = "a=b"
        selector.labelSelector = "a=b"
        return selector
    }

    private static func fillRun(_ spec: inout Kustomization.Spec) {
        spec.retryInterval = hour
        spec.timeout = hour
        spec.path = "./a"
        spec.deletionPolicy = .Orphan
        spec.suspend = true
        spec.dependsOn = [.init(name: "d", namespace: "n", readyExpr: "true")]
        spec.serviceAccountName = "sa"
        spec.kubeConfig = .init(configMapRef: .init(name: "c"), secretRef: .init(name: "s", key: "k"))
        spec.targetNamespace = "t"
        spec.force = true
        spec.wait = true
        spec.healthChecks = [.init(apiVersion: "v1", kind: "K", name: "n", namespace: "ns")]
        spec.healthCheckExprs = [.init(apiVersion: "v1", kind: "K", current: "c", inProgress: "p", failed: "f")]
        spec.ignore = [.init(paths: ["/spec"], target: selector)]
    }

    private static func fillBuild(_ spec: inout Kustomization.Spec) {
        spec.namePrefix = "p-"
        spec.nameSuffix = "-s"
        spec.commonMetadata = .init(annotations: ["a": "b"], labels: ["a": "b"])
        spec.patches = [.init(patch: "p", target: selector)]
        spec.images = [.init(name: "i", newName: "j", newTag: "t", digest: "d")]
        spec.components = ["c"]
        spec.ignoreMissingComponents = true
        spec.buildMetadata = [.originAnnotations]
        var postBuild = Kustomization.PostBuild()
        postBuild.substitute = ["a": "b"]
        postBuild.substituteFrom = [.init(kind: .Secret, name: "s", optional: true)]
        postBuild.substituteStrategy = .Always
        spec.postBuild = postBuild
        spec.decryption = .init(secretRef: .init(name: "s"), serviceAccountName: "sa")
    }
}
