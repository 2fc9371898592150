internal import KubernetesClient
internal import KubernetesModel

/// Prints tables of objects.
struct Listing: Sendable {
    let flags: ListingFlags
    /// The one object to show; nil shows all.
    var name: String?
    /// Columns between NAME and those of the kind.
    var extraColumns: [Column] = []

    /// Lists the objects of one kind.
    ///
    /// - Throws: ``CommandFailure`` when there are none.
    func run(_ kind: ToolkitKind, in session: Session) async throws {
        let selector = try flags.statusSelector.map { try StatusSelector($0) }
        let options = options(in: session)
        let list = try await session.cluster.list(kind.groupVersionKind, options)
        if flags.watch {
            return try await watch(kind, list, options, selector, in: session)
        }
        guard !list.items.isEmpty else { throw nothing(kind, in: session) }
        let rows = rows(of: list.items, kind, selector, withKind: false)
        session.console.text(Table(header: header(kind), rows: rows).text)
    }

    /// Lists the objects of many kinds, a table each. Kinds without objects, or that the cluster does not know, are left out.
    func run(all kinds: [ToolkitKind], _ command: String, in session: Session) async throws {
        guard !flags.watch else { throw CommandFailure("expected a single resource type, but found \(command)") }
        let selector = try flags.statusSelector.map { try StatusSelector($0) }
        for kind in kinds {
            guard let objects = try await objects(of: kind, in: session) else { continue }
            let rows = rows(of: objects, kind, selector, withKind: true)
            guard !rows.isEmpty else { continue }
            session.console.text(Table(header: header(kind), rows: rows).text + "\n")
        }
    }

    /// - Returns: nil when the cluster does not know the kind.
    private func objects(of kind: ToolkitKind, in session: Session) async throws -> [KubernetesObject]? {
        do throws(KubernetesError) {
            return try await session.cluster.list(kind.groupVersionKind, options(in: session)).items
        } catch {
            if error.isNoMatch || error.isNotFound { return nil }
            throw error
        }
    }

    private func options(in session: Session) -> ListOptions {
        ListOptions(
            namespace: flags.allNamespaces ? nil : session.namespace, labelSelector: flags.labelSelector,
            fieldSelector: name.map { "metadata.name=\($0)" } ?? "")
    }

    private func header(_ kind: ToolkitKind) -> [String] {
        guard !flags.noHeader else { return [] }
        return (flags.allNamespaces ? ["Namespace"] : []) + ["Name"] + (extraColumns + kind.columns).map(\.title)
    }

    private func rows(
        of objects: [KubernetesObject], _ kind: ToolkitKind, _ selector: StatusSelector?, withKind: Bool
    ) -> [[String]] {
        objects.filter { selector?.matches($0) ?? true }.map { object in
            let name = withKind ? "\(kind.kind.lowercased())/\(object.name)" : object.name
            let columns = (extraColumns + kind.columns).map { $0.text(object) }
            return (flags.allNamespaces ? [object.namespace] : []) + [name] + columns
        }
    }

    private func nothing(_ kind: ToolkitKind, in session: Session) -> CommandFailure {
        let place = flags.allNamespaces ? "any" : "\"\(session.namespace)\""
        guard let name else { return CommandFailure("no \(kind.kind) objects found in \(place) namespace") }
        return CommandFailure("\(kind.kind) object '\(name)' not found in \(place) namespace")
    }

    private func watch(
        _ kind: ToolkitKind, _ list: ObjectList, _ options: ListOptions, _ selector: StatusSelector?,
        in session: Session
    ) async throws {
        let first = rows(of: list.items, kind, selector, withKind: false)
        session.console.text(Table(header: header(kind), rows: first).text)
        try await session.cluster.watch(kind.groupVersionKind, options, from: list.resourceVersion) { event in
            switch event {
            case .added(let object), .modified(let object), .deleted(let object):
                let rows = rows(of: [object], kind, selector, withKind: false)
                session.console.text(Table(header: [], rows: rows).text)
            case .bookmark: break
            }
            return .proceed
        }
    }
}
