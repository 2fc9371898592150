import Foundation

/// Runs a program to its end.
public enum Command {
    public struct Result: Sendable {
        public let status: Int32
        public let output: String
        public let errors: String
    }

    /// A program ended badly.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Runs it and returns what it wrote.
    ///
    /// - Throws: ``Failure`` when it ends with another status than 0.
    @discardableResult
    public static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) async throws -> String {
        let result = try await result(path, arguments, environment: environment, input: input)
        guard result.status == 0 else {
            throw Failure(
                description:
                    "\(path) \(arguments.joined(separator: " ")) ended with \(result.status): \(result.output)\(result.errors)"
            )
        }
        return result.output
    }

    /// Runs it whatever comes of it.
    public static func result(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil
    ) async throws -> Result {
        let scratch = NSTemporaryDirectory() + "sluice-command-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        try Data((input ?? "").utf8).write(to: URL(fileURLWithPath: "\(scratch)/in"))
        let streams = (
            input: try Spawn.open("\(scratch)/in", O_RDONLY),
            output: try Spawn.open("\(scratch)/out", O_WRONLY | O_CREAT),
            errors: try Spawn.open("\(scratch)/err", O_WRONLY | O_CREAT)
        )
        defer { for stream in [streams.input, streams.output, streams.errors] { close(stream) } }
        let process = try Spawn(path, arguments, environment: environment, streams: streams)
        let status = try await eventually("\(path) ends", within: .seconds(180)) { process.exitCode }
        func text(_ name: String) -> String {
            (try? String(contentsOfFile: "\(scratch)/\(name)", encoding: .utf8)) ?? ""
        }
        return Result(status: status, output: text("out"), errors: text("err"))
    }
}
