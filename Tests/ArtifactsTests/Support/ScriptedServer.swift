import Platform
import Synchronization

/// Answers each connection with the next bytes of a script, the last ones again and again, and closes it.
final class ScriptedServer: Sendable {
    private let socket: Socket
    let port: Int
    private let count = Mutex(0)

    /// How many requests came.
    var requests: Int { count.withLock { $0 } }

    init(_ answers: [[UInt8]], before: @escaping @Sendable (Int) -> Void = { _ in }) throws {
        (socket, port) = try Socket.listen()
        guard
            OSThread.start(
                name: "script",
                { [socket, weak self] in
                    while let client = try? socket.accept() {
                        _ = client.read()
                        guard let number = self?.next() else { return }
                        before(number)
                        if !answers.isEmpty { client.write(answers[min(number, answers.count - 1)]) }
                    }
                })
        else { throw Socket.Failure(description: "no thread") }
    }

    deinit { socket.stop() }

    private func next() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }

    static func answer(_ status: String, _ headers: String = "", body: [UInt8] = []) -> [UInt8] {
        Array("HTTP/1.1 \(status)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\(headers)\r\n".utf8) + body
    }
}
