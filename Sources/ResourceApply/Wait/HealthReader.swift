internal import DocumentModel
internal import KubernetesClient
package import KubernetesModel
package import Platform
package import ResourceStatus

/// Reads the health of objects from the API.
package struct HealthReader: Sendable {
    let api: any ApplyAPI
    let wall: @Sendable () -> Timestamp
    private let custom: (@Sendable (KubernetesObject) -> (reading: StatusReading, error: String?)?)?
    /// Reads at once.
    static let concurrency = 8

    /// - Parameter custom: asked before the rules of the toolkit; nil leaves an object to them.
    package init(
        api: any ApplyAPI, wall: @escaping @Sendable () -> Timestamp = Timestamp.now,
        custom: (@Sendable (KubernetesObject) -> (reading: StatusReading, error: String?)?)? = nil
    ) {
        self.api = api
        self.wall = wall
        self.custom = custom
    }

    /// The health of each target, in order.
    package func read(_ targets: [HealthTarget]) async -> [HealthReading] {
        await withTaskGroup(of: (Int, HealthReading).self) { group in
            var readings = [HealthReading?](repeating: nil, count: targets.count)
            var next = 0
            func begin() {
                guard next < targets.count else { return }
                let index = next
                next += 1
                group.addTask { (index, await read(targets[index])) }
            }
            for _ in 0..<min(Self.concurrency, targets.count) { begin() }
            while let (index, reading) = await group.next() {
                readings[index] = reading
                begin()
            }
            return readings.compactMap { $0 }
        }
    }

    /// The health of a target. An error makes it Unknown; a kind that is not served yet may still come.
    package func read(_ target: HealthTarget) async -> HealthReading {
        do throws(KubernetesError) {
            let kind = try await kind(of: target)
            if target.object.key.namespace.isEmpty, try await api.isNamespaced(kind) {
                return HealthReading(
                    target, StatusReading(.unknown, "No namespace"),
                    error: "\(kind.kind) objects live in a namespace and none is given", isHopeless: true)
            }
            guard let object = try await api.get(kind, target.object.key) else {
                return HealthReading(target, .notFound)
            }
            if let (reading, error) = custom?(object) { return HealthReading(target, reading, error: error) }
            return HealthReading(target, StatusRules.read(object, now: wall(), pods: try await pods(of: object)))
        } catch {
            let text = error.isNoMatch ? nil : error.text
            return HealthReading(target, StatusReading(.unknown, "The object could not be read"), error: text)
        }
    }

    private func kind(of target: HealthTarget) async throws(KubernetesError) -> GroupVersionKind {
        if let version = target.apiVersion, !version.isEmpty {
            return GroupVersionKind(apiVersion: version, kind: target.object.kind.kind)
        }
        return try await api.preferredKind(of: target.object.kind)
    }

    private func pods(of object: KubernetesObject) async throws(KubernetesError) -> [KubernetesObject] {
        guard StatusRules.needsPods(object), let selector = StatusRules.podSelector(of: object) else { return [] }
        let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
        return try await api.list(pod, namespace: object.namespace, labels: selector)
    }
}
