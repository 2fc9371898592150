internal import KubernetesClient
internal import KubernetesModel
internal import Platform
internal import ResourceStatus

/// Applies manifests in two stages: what others need to be known first, then the rest.
struct ManifestApply: Sendable {
    let cluster: any Cluster
    var fieldManager = FieldManager.commandLine
    var poll = Backoff(initial: .milliseconds(20), factor: 1.6, limit: .seconds(2))
    var now: @Sendable () -> Timestamp = { Timestamp.now() }

    /// What became of an object.
    struct Change: Sendable, Equatable, CustomStringConvertible {
        var subject: String
        var action: String

        var description: String { "\(subject) \(action)" }
    }

    /// Applies all of them and waits for definitions and namespaces in between.
    func apply(_ objects: [KubernetesObject], waitLimit: Duration = .seconds(60)) async throws -> [Change] {
        let first = objects.filter(Self.isFirst)
        let rest = objects.filter { !Self.isFirst($0) }
        var changes = try await applyAll(first)
        try await wait(for: first, limit: waitLimit)
        changes += try await applyAll(rest)
        return changes
    }

    private static func isFirst(_ object: KubernetesObject) -> Bool {
        [.namespace, .customResourceDefinition, .clusterRole].contains(object.groupVersionKind)
    }

    private func applyAll(_ objects: [KubernetesObject]) async throws -> [Change] {
        var changes: [Change] = []
        for object in objects {
            let before = try await cluster.getIfPresent(object.groupVersionKind, object.key)
            let after: KubernetesObject
            do throws(KubernetesError) {
                after = try await cluster.apply(object, fieldManager: fieldManager, dryRun: false)
            } catch {
                throw CommandFailure("cannot apply \(object.subject): \(error)")
            }
            changes.append(Change(subject: object.subject, action: Self.action(before, after)))
        }
        return changes
    }

    private static func action(_ before: KubernetesObject?, _ after: KubernetesObject) -> String {
        guard let before else { return "created" }
        return before.resourceVersion == after.resourceVersion ? "unchanged" : "configured"
    }

    private func wait(for objects: [KubernetesObject], limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        for object in objects where object.groupVersionKind != .clusterRole {
            var attempt = 0
            while true {
                let live = try await cluster.get(object.groupVersionKind, object.key)
                let reading = StatusRules.read(live, now: now())
                if reading.status == .current { break }
                guard ContinuousClock.now < end else {
                    throw CommandFailure(
                        "\(object.subject) is not ready after \(GoDuration.format(limit)): \(reading.message)")
                }
                try await Task.sleep(for: poll.delay(attempt: attempt))
                attempt += 1
            }
        }
    }
}
