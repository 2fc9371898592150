internal import ArgumentParser
internal import KubernetesClient
internal import KubernetesModel

/// `events`
struct EventsCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            "events", "Show the events of the toolkit's objects.",
            examples: [
                ("Show the events of one namespace", "events -n apps"),
                ("Follow what goes wrong anywhere", "events -A --types Warning --watch"),
                ("Show the events of a Kustomization and of its source", "events --for Kustomization/apps"),
            ])
    }

    @Flag(name: [.customShort("A"), .long], help: "Show the events of all namespaces.")
    var allNamespaces = false
    @Flag(name: .shortAndLong, help: "Show events as they come.")
    var watch = false
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("Show the events of a kind or an object and its source.", valueName: "kind[/name]"))
    var subject: String?
    @Option(help: ArgumentHelp("Show events of these types: Normal, Warning.", valueName: "types"))
    var types: [String] = []
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    var endsWithTimeout: Bool { watch }

    func check() throws {
        for type in types.splittingAtCommas() where !["normal", "warning"].contains(type.lowercased()) {
            throw CommandFailure("type '\(type)' not supported. Supported types are Normal, Warning")
        }
        if let subject { _ = try EventSubject(subject) }
    }

    func run(in session: Session) async throws {
        let queries = try await queries(in: session)
        let own = allNamespaces ? nil : session.namespace
        let showsNamespace = own == nil || queries.contains { $0.namespace != own }
        if watch { return try await follow(queries, showsNamespace: showsNamespace, in: session) }
        var events: [EventRow] = []
        for query in queries {
            events += try await session.cluster.list(.event, query).items.map(EventRow.init)
        }
        let kept = events.filter(isShown).sorted { $0.time < $1.time }
        guard !kept.isEmpty else {
            let place = allNamespaces ? "" : " in \(session.namespace) namespace"
            return session.console.failure("No events found\(place).")
        }
        let rows = kept.map { row($0, showsNamespace: showsNamespace, in: session) }
        session.console.text(Table(header: header(showsNamespace), rows: rows).text)
    }

    private func queries(in session: Session) async throws -> [ListOptions] {
        let namespace = allNamespaces ? nil : session.namespace
        guard let subject = try subject.map({ try EventSubject($0) }) else {
            return [ListOptions(namespace: namespace)]
        }
        let related = try await subject.related(in: session).map {
            ListOptions(namespace: $0.namespace, fieldSelector: $0.fieldSelector)
        }
        return [ListOptions(namespace: namespace, fieldSelector: subject.fieldSelector)] + related
    }

    private func header(_ showsNamespace: Bool) -> [String] {
        (showsNamespace ? ["Namespace"] : []) + ["Last seen", "Type", "Reason", "Object", "Message"]
    }

    private func row(_ event: EventRow, showsNamespace: Bool, in session: Session) -> [String] {
        (showsNamespace ? [event.event.namespace] : []) + event.cells(now: session.now())
    }

    private func isShown(_ event: EventRow) -> Bool {
        guard EventSubject.kinds.contains(event.involvedKind) else { return false }
        let types = types.splittingAtCommas().map { $0.lowercased() }
        return types.isEmpty || types.contains(event.type.lowercased())
    }

    private func follow(_ queries: [ListOptions], showsNamespace: Bool, in session: Session) async throws {
        session.console.text(Table(header: header(showsNamespace), rows: []).text)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for query in queries {
                group.addTask { try await follow(query, showsNamespace: showsNamespace, in: session) }
            }
            try await group.waitForAll()
        }
    }

    private func follow(_ query: ListOptions, showsNamespace: Bool, in session: Session) async throws {
        try await session.cluster.follow(.event, query) { change in
            switch change {
            case .listed(let object), .added(let object), .modified(let object):
                let event = EventRow(event: object)
                guard isShown(event) else { return .proceed }
                let row = row(event, showsNamespace: showsNamespace, in: session)
                session.console.text(Table(header: [], rows: [row]).text)
            case .interrupted(let message): session.console.warning("error watching events: \(message)")
            case .listing, .synced, .deleted, .bookmark: break
            }
            return .proceed
        }
    }
}
