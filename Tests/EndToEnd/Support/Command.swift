import Foundation

/// Runs a program to its end.
enum Command {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// A program ended badly.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs it and returns what it wrote.
    ///
    /// - Throws: ``Failure`` when it ends with another status than 0.
    @discardableResult
    static func run(
        _ path: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
        input: String? = nil
    ) async throws -> String {
        let result = try await result(path, arguments, in: folder, environment: environment, input: input)
        guard result.status == 0 else {
            throw Failure(
                description:
                    "\(path) \(arguments.joined(separator: " ")) ended with \(result.status): \(result.output)\(result.errors)"
            )
        }
        return result.output
    }

    /// Runs it whatever comes of it.
    static func result(
        _ path: String, _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
        input: String? = nil
    ) async throws -> Result {
        let scratch = NSTemporaryDirectory() + "sluice-command-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        for name in ["out", "err", "in"] {
            _ = FileManager.default.createFile(
                atPath: "\(scratch)/\(name)", contents: name == "in" ? Data((input ?? "").utf8) : nil)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        process.standardOutput = FileHandle(forWritingAtPath: "\(scratch)/out")
        process.standardError = FileHandle(forWritingAtPath: "\(scratch)/err")
        process.standardInput = FileHandle(forReadingAtPath: "\(scratch)/in")
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        func text(_ name: String) -> String {
            (try? String(contentsOfFile: "\(scratch)/\(name)", encoding: .utf8)) ?? ""
        }
        return Result(status: process.terminationStatus, output: text("out"), errors: text("err"))
    }
}
