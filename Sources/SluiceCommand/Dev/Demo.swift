internal import DocumentModel
internal import HTTPTransport
internal import KubernetesClient
internal import KubernetesModel
internal import Platform
internal import ToolkitAPI

/// The walk-through: a Git repository made for it, a source and a Kustomization on it, and what to try next.
struct Demo: Sendable {
    let folder: DevFolder
    /// Standard output belongs to the one line of a run: the walk-through speaks on standard error.
    let console: Console

    static let portName = "demo.git"

    init(folder: DevFolder, console: Console) {
        self.folder = folder
        self.console = console.onStandardError
    }

    var root: String { "\(folder.path)/demo" }

    /// Writes the files of the walk-through and returns the Git server that serves its repository.
    func gitServer(port: Int) async throws -> Supervisor {
        let root = root
        try await BlockingPool.shared.run {
            for (path, text) in EmbeddedDemo.files {
                let target = "\(root)/\(path)"
                try FileSystem.createDirectory(FileSystem.parent(of: target))
                try FileSystem.writeAtomically(
                    Array(text.utf8), to: target, mode: path.hasSuffix(".py") ? 0o700 : 0o600)
            }
        }
        let launch = ChildProcess.Launch(
            path: "/usr/bin/env",
            arguments: [
                "python3", "\(root)/git-server.py", "--root", root, "--seed", "\(root)/repository", "--port", "\(port)",
            ],
            environment: ToolEnvironment.current.variables, logFile: folder.logFile("demo-git"))
        return Supervisor(
            name: "demo-git", launch: launch, pidFile: folder.pidFile("demo-git"), console: console)
    }

    /// Syncs the repository and shows what came of it.
    func run(_ ready: DevRun.Ready, port: Int) async throws {
        let url = "http://127.0.0.1:\(port)/platform.git"
        console.note("\n\(DemoText.introduction(copy: "\(root)/platform", url: url))\n")
        try await waitForServer(port: port)
        let session = Session(
            cluster: ready.session.cluster, console: console, namespace: "flux-system", timeout: .seconds(180),
            poll: ready.session.poll, now: ready.session.now)
        for object in try Self.objects(url: url) {
            try await session.cluster.apply(object, fieldManager: FieldManager.commandLine, dryRun: false)
        }
        try await waitUntilReady(in: session)
        try await show(in: session)
        let hasKubectl = await Self.hasProgram("kubectl")
        let text = DemoText.whatNext(
            program: try WorkingDirectory.realPath("/proc/self/exe"), kubeconfig: ready.kubeconfig,
            copy: "\(root)/platform", kube: hasKubectl ? "kubectl" : "python3 \(root)/kube.py")
        console.note(text)
    }

    /// The source, and the one Kustomization that applies the others.
    static func objects(url: String) throws -> [KubernetesObject] {
        var source = GitRepository.Spec(url: url, interval: APIDuration(.seconds(5)))
        source.ref = GitRepository.Reference(branch: "main")
        var root = ToolkitAPI.Kustomization.Spec(
            interval: APIDuration(.seconds(60)),
            sourceRef: ToolkitAPI.Kustomization.SourceReference(kind: .GitRepository, name: "platform"), prune: true)
        root.path = "./clusters/local"
        root.retryInterval = APIDuration(.seconds(10))
        func metadata(_ name: String) -> ObjectMetadata { ObjectMetadata(name: name, namespace: "flux-system") }
        return [
            try Manifest.object(GitRepository(metadata: metadata("platform"), spec: source)),
            try Manifest.object(ToolkitAPI.Kustomization(metadata: metadata("cluster"), spec: root)),
        ]
    }

    private func waitForServer(port: Int) async throws {
        let http = HTTPClient(userAgent: "sluice/v\(SluiceVersion.current)")
        let end = ContinuousClock.now + .seconds(20)
        while true {
            var request = HTTPRequest(url: "http://127.0.0.1:\(port)/healthz")
            request.totalTimeout = .seconds(2)
            request.connection.ignoresEnvironmentProxy = true
            if let response = try? await http.execute(request), response.status == 200 { return }
            try Task.checkCancellation()
            guard ContinuousClock.now < end else {
                throw CommandFailure(
                    "the Git server of the walk-through does not answer; it needs git and python3. Its log: "
                        + folder.logFile("demo-git"))
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits for every Kustomization, those that appear on the way included.
    private func waitUntilReady(in session: Session) async throws {
        let waiting = Reconciliation(kind: .kustomization, session: session)
        for name in ["cluster", "infrastructure", "staging", "production"] {
            let done = try await waiting.settled(name) { $0.isReadyObserved }
            guard done.conditionStatus("Ready") == "True" else {
                throw CommandFailure("Kustomization \(name) is not ready: \(done.readiness.message)")
            }
        }
    }

    private func show(in session: Session) async throws {
        console.note("\nEverything in the repository is in the cluster.\n")
        for kind in [ToolkitKind.gitRepository, .kustomization] {
            let objects = try await session.cluster.list(
                kind.groupVersionKind, ListOptions(namespace: session.namespace)
            ).items
            let columns = [Column("Name") { $0.name }] + kind.columns
            let rows = objects.map { object in columns.map { $0.text(object) } }
            console.note(Table(header: columns.map(\.title), rows: rows).text)
        }
        let root = try await session.cluster.get(.kustomization, session.key("cluster"))
        console.note(try await TreeWalk(cluster: session.cluster, isCompact: false).tree(of: root).text)
        console.note(try await workloads(in: session).text)
    }

    private func workloads(in session: Session) async throws -> Table {
        var rows: [[String]] = []
        for namespace in ["staging", "production"] {
            for object in try await session.cluster.list(.deployment, ListOptions(namespace: namespace)).items {
                let ready = object.value.at("status", "readyReplicas")?.integer ?? 0
                let wanted = object.value.at("spec", "replicas")?.integer ?? 1
                rows.append([namespace, object.name, "\(ready)/\(wanted)", object.images.joined(separator: ", ")])
            }
        }
        return Table(header: ["Namespace", "Deployment", "Ready", "Image"], rows: rows)
    }

    private static func hasProgram(_ name: String) async -> Bool {
        let folders = (ToolEnvironment.current.variables["PATH"] ?? "").split(separator: ":").map(String.init)
        return await BlockingPool.shared.runAlways {
            folders.contains { (try? FileSystem.status("\($0)/\(name)")) != nil }
        }
    }
}

extension Console {
    /// The same console with everything on standard error.
    var onStandardError: Console {
        let note = self
        return Console { _, text in note.errorText(text) }
    }
}
