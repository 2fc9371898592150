internal import ArgumentParser
internal import DocumentModel
internal import KubernetesClient
internal import KubernetesModel

/// `stats`
struct StatsCommand: ClusterCommand {
    static var configuration: CommandConfiguration {
        .command(
            "stats", "Count the toolkit's objects by kind.",
            examples: [("Count those of all namespaces", "stats -A")])
    }

    @Flag(name: [.customShort("A"), .long], help: "Count the objects of all namespaces.")
    var allNamespaces = false
    @OptionGroup(title: "Global flags") var global: GlobalOptions

    func run(in session: Session) async throws {
        var rows: [[String]] = []
        for kind in ToolkitKind.counted { rows.append(try await row(kind, in: session)) }
        let header = ["Reconcilers", "Running", "Failing", "Suspended", "Storage"]
        session.console.text(Table(header: header, rows: rows).text)
    }

    /// A kind the cluster does not know counts nothing.
    private func row(_ kind: ToolkitKind, in session: Session) async throws -> [String] {
        var objects: [KubernetesObject] = []
        do throws(KubernetesError) {
            let options = ListOptions(namespace: allNamespaces ? nil : session.namespace)
            objects = try await session.cluster.list(kind.groupVersionKind, options).items
        } catch {
            guard error.isNoMatch || error.isNotFound else { throw error }
        }
        let suspended = objects.count { $0.isSuspended }
        let failing = objects.count { $0.conditionStatus("Ready") == "False" }
        let bytes = objects.reduce(Int64(0)) { sum, object in
            sum &+ (object.value.at("status", "artifact", "size")?.integer ?? 0)
        }
        return [
            kind.kind, String(objects.count - suspended), String(failing), String(suspended), ByteSize.text(bytes),
        ]
    }
}

/// Sizes in words.
enum ByteSize {
    /// Such as `1.5 KiB`; `-` for nothing.
    static func text(_ bytes: Int64) -> String {
        guard bytes > 0 else { return "-" }
        guard bytes >= 1024 else { return "\(bytes) B" }
        var unit: Int64 = 1024
        var power = 0
        while bytes / unit >= 1024, power < 5 {
            unit *= 1024
            power += 1
        }
        let tenths = (Double(bytes) / Double(unit) * 10).rounded()
        let whole = Int64(tenths) / 10
        return "\(whole).\(Int64(tenths) % 10) \(Array("KMGTPE")[power])iB"
    }
}
