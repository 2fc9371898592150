import Foundation
import Platform

/// Where the programs are that tests drive and measurements compare.
public enum Programs {
    /// A program of this package: in `SLUICE_BIN_DIR`, else beside the running test bundle.
    public static func own(_ name: String) throws -> String {
        let folder = ProcessEnvironment.value("SLUICE_BIN_DIR").flatMap { $0.isEmpty ? nil : $0 } ?? builtFolder
        let path = "\(folder)/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing(description: "there is no program \(path): build it, or set SLUICE_BIN_DIR to its folder")
        }
        return path
    }

    /// A tool of others: in `SLUICE_ORACLES` (`.oracles` when not set), else nil.
    public static func oracle(_ name: String) -> String? {
        let folder = ProcessEnvironment.value("SLUICE_ORACLES") ?? "\(root)/.oracles"
        let path = "\(folder)/\(name)"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }

    /// A program of the system; nil when it is not installed.
    public static func installed(_ name: String) -> String? {
        let folders = (ProcessEnvironment.value("PATH") ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/sbin", "/sbin"]).map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The folder of the package.
    public static let root: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path
    }()

    private static var builtFolder: String {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().path
    }

    public struct Missing: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) { self.description = description }
    }
}
