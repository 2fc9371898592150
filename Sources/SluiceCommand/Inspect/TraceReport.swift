internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

/// The way from an object back to its source, in blocks.
struct TraceReport: Sendable {
    let session: Session

    func text(of object: KubernetesObject) async throws -> String {
        guard let owner = try await owner(of: object) else { throw CommandFailure("object not managed by Flux") }
        var blocks = [Self.head(object)]
        switch owner.kind {
        case "Kustomization": blocks += try await kustomization(owner.key)
        default: blocks += try await helmRelease(owner.key)
        }
        return "\n" + blocks.map { $0.text }.joined(separator: "---\n")
    }

    private struct Owner {
        var kind: String
        var key: ObjectKey
    }

    /// One block: aligned names and values.
    struct Block {
        private(set) var lines: [String] = []

        mutating func add(_ name: String, _ value: String) {
            let label = name + ":"
            lines.append(label + String(repeating: " ", count: max(1, 17 - label.count)) + value)
        }

        /// Leaves the line out where there is no value.
        mutating func addIfPresent(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { add(name, value) }
        }

        var text: String { lines.map { $0 + "\n" }.joined() }
    }

    /// Climbs controllers until one carries the labels of the toolkit.
    private func owner(of object: KubernetesObject) async throws -> Owner? {
        var current = object
        for _ in 0..<16 {
            if let owner = Self.labelled(current) { return owner }
            guard let parent = try await controller(of: current) else { return nil }
            current = parent
        }
        return nil
    }

    private static func labelled(_ object: KubernetesObject) -> Owner? {
        for (group, kind) in [(APIGroup.kustomize, "Kustomization"), (APIGroup.helm, "HelmRelease")] {
            guard let name = object.labels["\(group)/name"], let namespace = object.labels["\(group)/namespace"] else {
                continue
            }
            return Owner(kind: kind, key: ObjectKey(namespace: namespace, name: name))
        }
        return nil
    }

    private func controller(of object: KubernetesObject) async throws -> KubernetesObject? {
        let references = object.metadata["ownerReferences"]?.array ?? []
        guard let reference = references.first(where: { $0["controller"]?.bool == true }),
            let kind = reference["kind"]?.string, let version = reference["apiVersion"]?.string,
            let name = reference["name"]?.string
        else { return nil }
        let type = GroupVersionKind(apiVersion: version, kind: kind)
        return try await session.cluster.getIfPresent(
            type, ObjectKey(namespace: object.namespace, name: name))
    }

    private static func head(_ object: KubernetesObject) -> Block {
        var block = Block()
        block.add("Object", "\(object.kind)/\(object.name)")
        block.addIfPresent("Namespace", object.namespace)
        block.add("Status", "Managed by Flux")
        return block
    }

    private func kustomization(_ key: ObjectKey) async throws -> [Block] {
        let object = try await find(.kustomization, key, "Kustomization")
        var block = Block()
        block.add("Kustomization", object.name)
        block.add("Namespace", object.namespace)
        block.addIfPresent("Target", object.value.at("spec", "targetNamespace")?.string)
        block.add("Path", object.value.at("spec", "path")?.string ?? "")
        block.add("Revision", object.value.at("status", "lastAppliedRevision")?.string ?? "")
        Self.addStatus(of: object, to: &block, tellsFailure: false)
        return [block] + (try await source(object.value.at("spec", "sourceRef"), of: object))
    }

    private func helmRelease(_ key: ObjectKey) async throws -> [Block] {
        let object = try await find(ToolkitKind.helmRelease.groupVersionKind, key, "HelmRelease")
        var block = Block()
        block.add("HelmRelease", object.name)
        block.add("Namespace", object.namespace)
        block.addIfPresent("Target", object.value.at("spec", "targetNamespace")?.string)
        block.add("Revision", object.value.at("status", "lastAttemptedRevision")?.string ?? "")
        Self.addStatus(of: object, to: &block, tellsFailure: false)
        if let reference = object.value.at("spec", "chartRef") {
            return [block] + (try await source(reference, of: object))
        }
        guard let chart = object.value.at("status", "helmChart")?.string else { return [block] }
        let parts = chart.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return [block] }
        let reference: Value = ["kind": "HelmChart", "namespace": .string(parts[0]), "name": .string(parts[1])]
        return [block] + (try await source(reference, of: object))
    }

    /// The block of a source, and for a chart those of what it comes from.
    private func source(_ reference: Value?, of owner: KubernetesObject) async throws -> [Block] {
        let kindName = reference?["kind"]?.string ?? ""
        let kinds = ToolkitKind.sources + [ToolkitKind.externalArtifact]
        guard let kind = kinds.first(where: { $0.kind == kindName }), let name = reference?["name"]?.string else {
            return []
        }
        let key = ObjectKey(namespace: reference?["namespace"]?.string ?? owner.namespace, name: name)
        let object = try await find(kind.groupVersionKind, key, kindName)
        var block = Block()
        block.add(kindName, object.name)
        block.add("Namespace", object.namespace)
        Self.addOrigin(of: object, to: &block)
        block.addIfPresent("Revision", object.artifactRevision)
        let metadata = object.value.at("status", "artifact", "metadata")
        block.addIfPresent("Origin Revision", metadata?["org.opencontainers.image.revision"]?.string)
        block.addIfPresent("Origin Source", metadata?["org.opencontainers.image.source"]?.string)
        Self.addStatus(of: object, to: &block, tellsFailure: true)
        guard kindName == "HelmChart" else { return [block] }
        return [block] + (try await source(object.value.at("spec", "sourceRef"), of: object))
    }

    private static func addOrigin(of object: KubernetesObject, to block: inout Block) {
        if object.kind == "HelmChart" {
            block.add("Chart", object.value.at("spec", "chart")?.string ?? "")
            block.add("Version", object.value.at("spec", "version")?.string ?? "")
            return
        }
        if object.kind == "ExternalArtifact" {
            block.addIfPresent("Source", object.sourceText(at: "spec", "sourceRef"))
            return
        }
        block.addIfPresent("URL", object.value.at("spec", "url")?.string)
        block.addIfPresent("URL", object.value.at("spec", "endpoint")?.string)
        let reference = object.value.at("spec", "ref")
        for (field, name) in [("tag", "Tag"), ("semver", "Tag"), ("branch", "Branch"), ("digest", "Digest")] {
            if let text = reference?[field]?.string, !text.isEmpty { return block.add(name, text) }
        }
    }

    private static func addStatus(of object: KubernetesObject, to block: inout Block, tellsFailure: Bool) {
        guard let ready = object.condition("Ready") else { return block.add("Status", "Unknown") }
        let time = ready["lastTransitionTime"]?.string ?? ""
        let isFailed = tellsFailure && ready["status"]?.string == "False"
        block.add("Status", "Last \(isFailed ? "reconciliation failed" : "reconciled") at \(GoTime.text(time))")
        block.add("Message", ready["message"]?.string ?? "")
    }

    private func find(_ kind: GroupVersionKind, _ key: ObjectKey, _ words: String) async throws -> KubernetesObject {
        do throws(KubernetesError) { return try await session.cluster.get(kind, key) } catch {
            throw CommandFailure("failed to find \(words): \(error)")
        }
    }
}

/// Times as Go prints them.
enum GoTime {
    /// `2021-08-01 04:52:56 +0000 UTC` for an RFC 3339 time; the text itself when it is none.
    static func text(_ time: String) -> String {
        guard let timestamp = Timestamp(rfc3339: time) else { return time }
        let parts = timestamp.rfc3339().dropLast().split(separator: "T")
        guard parts.count == 2 else { return time }
        return "\(parts[0]) \(parts[1]) +0000 UTC"
    }
}
