import Foundation

/// Runs programs for tests.
enum Shell {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The output of a program.
    @discardableResult
    static func run(
        _ program: String, _ arguments: [String], in folder: String? = nil, input: [UInt8] = [],
        environment: [String: String] = [:]
    ) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = environment.merging(["PATH": "/usr/bin:/bin", "LC_ALL": "C"]) { first, _ in first }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        let (source, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = source
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try source.fileHandleForWriting.write(contentsOf: Data(input))
        try source.fileHandleForWriting.close()
        let result = try output.fileHandleForReading.readToEnd() ?? Data()
        let complaint = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(program) \(arguments): \(String(decoding: complaint, as: UTF8.self))")
        }
        return Array(result)
    }

    static func exists(_ program: String) -> Bool { FileManager.default.isExecutableFile(atPath: program) }
}
