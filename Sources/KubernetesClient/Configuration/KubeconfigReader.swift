internal import DocumentModel
internal import Platform

/// Reads one kubeconfig. Errors give file, line or field, never the text: it is full of secrets.
struct KubeconfigReader {
    /// For messages.
    let file: String
    /// What relative paths in it start from.
    let folder: String

    /// - Throws: ``KubernetesError`` with `configuration`.
    func read(_ bytes: [UInt8]) throws(KubernetesError) -> Kubeconfig {
        let document: Value
        do throws(DocumentError) {
            document = try YAML.parseFirst(bytes, YAML.ReadingOptions(maximumBytes: 8 << 20, file: file))
        } catch {
            throw KubernetesError(.configuration, "cannot read the kubeconfig: \(error)")
        }
        if document.isNull { return Kubeconfig() }
        let root = FieldReader(document, path: "", file: file)
        try root.check(isObject: true)
        if let kind = try root.text("kind"), kind != "Config" {
            throw root.error("kind", "is \"\(kind)\", not \"Config\"")
        }
        var config = Kubeconfig()
        config.currentContext = try root.text("current-context") ?? ""
        config.clusters = try named(root, "clusters", "cluster") { entry throws(KubernetesError) in try cluster(entry) }
        config.users = try named(root, "users", "user") { entry throws(KubernetesError) in try user(entry) }
        config.contexts = try named(root, "contexts", "context") { entry throws(KubernetesError) in
            KubeconfigContext(
                cluster: try entry.text("cluster") ?? "", user: try entry.text("user") ?? "",
                namespace: try entry.text("namespace") ?? "")
        }
        return config
    }

    private func named<Item>(
        _ root: FieldReader, _ list: String, _ field: String, _ read: (FieldReader) throws(KubernetesError) -> Item
    ) throws(KubernetesError) -> [String: Item] {
        var result: [String: Item] = [:]
        for entry in try root.list(list) {
            guard let name = try entry.text("name") else { throw entry.error("name", "is missing") }
            guard result[name] == nil else { throw entry.error("name", "\"\(name)\" stands twice in \(list)") }
            guard let content = try entry.child(field) else { throw entry.error(field, "is missing") }
            result[name] = try read(content)
        }
        return result
    }

    private func cluster(_ entry: FieldReader) throws(KubernetesError) -> KubeconfigCluster {
        var cluster = KubeconfigCluster()
        cluster.server = try entry.text("server") ?? ""
        cluster.tlsServerName = try entry.text("tls-server-name") ?? ""
        cluster.skipsVerification = try entry.flag("insecure-skip-tls-verify")
        cluster.authority = try fileOrData(entry, "certificate-authority")
        cluster.disablesCompression = try entry.flag("disable-compression")
        if let proxy = try entry.text("proxy-url"), !proxy.isEmpty {
            let schemes = ["http://", "https://", "socks5://"]
            guard schemes.contains(where: proxy.hasPrefix) else {
                throw entry.error("proxy-url", "is no URL that begins with http://, https:// or socks5://")
            }
            cluster.proxyURL = Secret(proxy)
        }
        return cluster
    }

    private func user(_ entry: FieldReader) throws(KubernetesError) -> KubeconfigUser {
        var user = KubeconfigUser()
        user.certificate = try fileOrData(entry, "client-certificate")
        user.key = try fileOrData(entry, "client-key")
        user.token = try entry.text("token").flatMap { $0.isEmpty ? nil : Secret($0) }
        user.tokenFile = try path(entry, "tokenFile")
        user.userName = try entry.text("username") ?? ""
        user.password = try entry.text("password").map(Secret.init)
        user.authProvider = try entry.child("auth-provider")?.text("name")
        user.exec = try entry.child("exec").map { field throws(KubernetesError) in try exec(field) }
        user.impersonation = try impersonation(entry)
        return user
    }

    private func impersonation(_ entry: FieldReader) throws(KubernetesError) -> Impersonation? {
        let who = Impersonation(
            user: try entry.text("as") ?? "", groups: try entry.texts("as-groups"), uid: try entry.text("as-uid") ?? "",
            extra: try entry.textLists("as-user-extra"))
        return who == Impersonation(user: "") ? nil : who
    }

    private func exec(_ entry: FieldReader) throws(KubernetesError) -> ExecPlugin {
        let version = try entry.text("apiVersion") ?? ""
        guard ExecPlugin.versions.contains(version) else {
            throw entry.error("apiVersion", "must be one of \(ExecPlugin.versions.joined(separator: ", "))")
        }
        guard let command = try entry.text("command"), !command.isEmpty else {
            throw entry.error("command", "is missing")
        }
        var plugin = ExecPlugin(apiVersion: version, command: command)
        plugin.arguments = try entry.texts("args")
        for variable in try entry.list("env") {
            guard let name = try variable.text("name"), !name.isEmpty, !name.contains("=") else {
                throw variable.error("name", "is missing or has an equals sign in it")
            }
            plugin.environment.append(.init(name: name, value: Secret(try variable.text("value") ?? "")))
        }
        plugin.installHint = try entry.text("installHint") ?? ""
        plugin.provideClusterInfo = try entry.flag("provideClusterInfo")
        plugin.folder = folder
        if let mode = try entry.text("interactiveMode"), !mode.isEmpty {
            guard let known = ExecPlugin.InteractiveMode(rawValue: mode) else {
                throw entry.error("interactiveMode", "must be Never, IfAvailable or Always")
            }
            plugin.interactiveMode = known
        } else if version != ExecPlugin.versions.last {
            throw entry.error("interactiveMode", "is required with \(version)")
        }
        return plugin
    }

    /// The data wins over the file, as kubectl has it.
    private func fileOrData(_ entry: FieldReader, _ field: String) throws(KubernetesError) -> FileOrData? {
        if let text = try entry.text(field + "-data"), !text.isEmpty {
            guard let bytes = Base64.decode(text) else { throw entry.error(field + "-data", "is not Base64") }
            return .data(Secret(bytes))
        }
        return try path(entry, field).map(FileOrData.file)
    }

    private func path(_ entry: FieldReader, _ field: String) throws(KubernetesError) -> String? {
        guard let path = try entry.text(field), !path.isEmpty else { return nil }
        return path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
    }
}

extension ExecPlugin {
    /// What plugins may speak, newest first.
    static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]
}
