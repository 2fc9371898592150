internal import ArgumentParser
internal import KubernetesClient
internal import KubernetesModel

/// `resume`: ends a pause.
struct ResumeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "resume", "Resume the reconciliation of paused objects.", UnbuiltCommand.note(under: ["resume"]),
            examples: [
                ("Resume a Kustomization and wait until it is applied", "resume kustomization apps"),
                ("Resume every Git repository of a namespace", "resume source git --all -n apps"),
            ],
            subcommands: [
                ResumeKindCommand<OfKustomization>.self, ResumeKindCommand<OfHelmRelease>.self,
                ResumeSourceCommand.self, ResumeKindCommand<OfAlert>.self, ResumeKindCommand<OfReceiver>.self,
            ])
    }
}

/// `resume source`
struct ResumeSourceCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        .command(
            "source", "Resume the fetching of paused sources.",
            examples: [("Resume a Git repository", "resume source git platform")],
            subcommands: [
                ResumeKindCommand<OfGitRepository>.self, ResumeKindCommand<OfOCIRepository>.self,
                ResumeKindCommand<OfBucket>.self, ResumeKindCommand<OfHelmRepository>.self,
                ResumeKindCommand<OfHelmChart>.self,
            ])
    }
}

/// `resume KIND NAME...`
struct ResumeKindCommand<Of: KindMarker>: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            Of.kind.name, aliases: Of.kind.aliases, "Resume \(Of.kind.kind) objects.",
            "Waits for the reconciliation with --wait, and for a single object unless --no-wait is given.",
            examples: [
                ("Resume one and wait for it", "resume \(Of.kind.words) NAME"),
                ("Resume all of a namespace and wait for them", "resume \(Of.kind.words) --all --wait -n apps"),
            ])
    }

    @Argument(
        help: "The names of the objects.",
        completion: .custom(Completions.objects(of: Of.kind.groupVersionKind)))
    var names: [String] = []
    @Flag(help: "All objects of the namespace.")
    var all = false
    @Flag(inversion: .prefixedNo, help: "Wait until the objects are reconciled.")
    var wait: Bool?
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func check() throws {
        guard all || !names.isEmpty else { throw CommandFailure("\(Of.kind.human) name is required") }
    }

    func run(in session: Session) async throws {
        let objects = try await objects(in: session)
        for object in objects { try await Suspension.set(false, on: object, of: Of.kind, in: session) }
        guard wait ?? (names.count == 1) else { return }
        for _ in objects { session.console.waiting("waiting for \(Of.kind.kind) reconciliation") }
        let failures = await waitForAll(objects, in: session)
        guard failures == 0 else {
            throw CommandFailure("reconciliation failed for \(failures) \(Of.kind.kind)(s)")
        }
    }

    private func objects(in session: Session) async throws -> [KubernetesObject] {
        guard names.isEmpty else { return try await namedObjects(in: session) }
        let options = ListOptions(namespace: session.namespace)
        let objects = try await session.cluster.list(Of.kind.groupVersionKind, options).items
        if objects.isEmpty {
            session.console.failure("no \(Of.kind.kind) objects found in \(session.namespace) namespace")
        }
        return objects
    }

    private func namedObjects(in session: Session) async throws -> [KubernetesObject] {
        var objects: [KubernetesObject] = []
        for name in names.removingDuplicates() {
            if let object = try await session.cluster.getIfPresent(Of.kind.groupVersionKind, session.key(name)) {
                objects.append(object)
            } else {
                session.console.failure(
                    "\(Of.kind.kind) object '\(name)' not found in \(session.namespace) namespace")
            }
        }
        return objects
    }

    /// - Returns: how many did not become ready.
    private func waitForAll(_ objects: [KubernetesObject], in session: Session) async -> Int {
        let outcomes = await withTaskGroup(of: (String, Result<KubernetesObject, any Error>).self) { group in
            for object in objects { group.addTask { (object.name, await Self.wait(for: object, in: session)) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var failures = 0
        for (name, outcome) in outcomes.sorted(by: { $0.0 < $1.0 }) {
            switch outcome {
            case .success(let object):
                session.console.success("\(Of.kind.kind) \(name) reconciliation completed")
                let words = Of.kind.success(object)
                if !words.isEmpty { session.console.success(words) }
            case .failure(let error):
                failures += 1
                session.console.failure("\(Of.kind.kind) \(name) reconciliation failed: \(error)")
            }
        }
        return failures
    }

    private static func wait(
        for object: KubernetesObject, in session: Session
    ) async -> Result<KubernetesObject, any Error> {
        if Of.kind.isStatic(object) { return .success(object) }
        do {
            let waiting = Reconciliation(kind: Of.kind, session: session)
            let done = try await waiting.settled(object.name) { $0.isObserved }
            guard done.conditionStatus("Ready") == "True" else { throw CommandFailure(done.readiness.message) }
            return .success(done)
        } catch {
            return .failure(error)
        }
    }
}
