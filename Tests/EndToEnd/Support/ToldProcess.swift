import ClusterTesting
import Foundation
import Platform
import Synchronization

/// A helper program that listens on a port it prints, obeys words on its standard input and repeats each when it has.
final class ToldProcess: Sendable {
    let port: String
    private let child: ChildProcess
    private let answers = Mutex(0)

    /// - Parameter script: the name of a Python program beside these files.
    init(_ script: String, _ arguments: [String], in folder: String) async throws {
        guard let python = Programs.installed("python3") else {
            throw Programs.Missing(description: "python3 is not installed")
        }
        let child = try ChildProcess(
            python, [Programs.support(script)] + arguments, log: "\(folder)/\(script)-\(UniqueID.random()).log")
        port = try await eventually("\(script) listens", within: .seconds(20)) {
            child.output.firstMatch(of: /port: (\d+)\n/).map { String($0.1) }
        }
        self.child = child
    }

    func tell(_ word: String) async throws {
        let number = answers.withLock { answers in
            answers += 1
            return answers
        }
        try child.tell(word)
        try await eventually("the proxy did as told", within: .seconds(10)) {
            self.child.output.split(separator: "\n").count > number ? true : nil
        }
    }
}

extension Programs {
    /// A file beside these sources.
    static func support(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(name).path
    }
}
