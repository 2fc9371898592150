internal import Glibc
internal import Platform

extension Kubeconfig {
    /// What the flags and `KUBECONFIG` name, else `~/.kube/config`; several files are merged, the first to say something wins.
    /// A file that does not exist counts as empty unless `--kubeconfig` names it.
    public static func load(_ flags: KubeconfigFlags = KubeconfigFlags()) async throws(KubernetesError) -> Kubeconfig {
        try await load(flags, environment: ProcessEnvironment.value)
    }

    static func load(
        _ flags: KubeconfigFlags, environment: (String) -> String?
    ) async throws(KubernetesError) -> Kubeconfig {
        if let path = flags.kubeconfig, !path.isEmpty {
            guard let config = try await read(path) else {
                throw KubernetesError(.configuration, "the kubeconfig \"\(path)\" does not exist")
            }
            return config
        }
        var merged = Kubeconfig()
        for path in places(environment) {
            if let config = try await read(path) { merged.merge(config) }
        }
        return merged
    }

    /// The files to read, in order.
    static func places(_ environment: (String) -> String?) -> [String] {
        let listed = (environment("KUBECONFIG") ?? "").split(separator: ":").map(String.init)
        if !listed.isEmpty { return listed }
        return home(environment).map { ["\($0)/.kube/config"] } ?? []
    }

    private static func home(_ environment: (String) -> String?) -> String? {
        if let home = environment("HOME"), !home.isEmpty { return home }
        guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir else { return nil }
        return String(cString: home)
    }

    private static func read(_ path: String) async throws(KubernetesError) -> Kubeconfig? {
        guard let bytes = try await ConfigurationFile.readIfPresent(path, "the kubeconfig") else { return nil }
        return try KubeconfigReader(file: path, folder: FileSystem.parent(of: path)).read(bytes)
    }
}

/// Files a configuration names.
enum ConfigurationFile {
    /// More is no certificate, token or kubeconfig.
    static let limit = 8 << 20

    /// - Parameter what: for messages, such as `the client key`.
    static func read(_ path: String, _ what: String) async throws(KubernetesError) -> [UInt8] {
        guard let bytes = try await readIfPresent(path, what) else {
            throw KubernetesError(.configuration, "\(what) \"\(path)\" does not exist")
        }
        return bytes
    }

    /// Nil when there is no such file.
    static func readIfPresent(_ path: String, _ what: String) async throws(KubernetesError) -> [UInt8]? {
        do {
            return try await BlockingPool.shared.run { try FileSystem.read(path, limit: limit) }
        } catch let error as FileError {
            if error.code == .notFound { return nil }
            throw KubernetesError(.configuration, "cannot read \(what) \"\(path)\": \(error.reason)")
        } catch {
            throw KubernetesError(.cancelled, "cancelled while reading \(what)")
        }
    }
}
