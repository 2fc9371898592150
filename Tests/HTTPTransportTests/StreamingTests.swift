import HTTPTransport
import LoopbackServer
import Platform
import Synchronization
import Testing

@Suite struct StreamingTests {
    let client = HTTPClient(userAgent: "test/1.0")
    static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test func `the head is there before the body`() async throws {
        let mayGoOn = Signal()
        let server = try LoopbackServer { connection in
            _ = try connection.readRequest()
            try connection.write(Self.head)
            mayGoOn.wait()
            try connection.write("3\r\nabc\r\n0\r\n\r\n")
        }
        defer { server.stop() }
        let body = try await client.withResponse(HTTPRequest(url: server.url)) { response in
            #expect(response.status == 200)
            mayGoOn.raise()
            var body: [UInt8] = []
            for try await chunk in response.body { body += chunk }
            return body
        }
        #expect(body == Array("abc".utf8))
    }

    @Test func `pieces come as they are sent`() async throws {
        let turn = Signal()
        let server = try LoopbackServer { connection in
            _ = try connection.readRequest()
            try connection.write(Self.head)
            for piece in ["one", "two", "six"] {
                try connection.write("3\r\n\(piece)\r\n")
                turn.wait()
            }
            try connection.write("0\r\n\r\n")
        }
        defer { server.stop() }
        let pieces = try await client.withResponse(HTTPRequest(url: server.url)) { response in
            var pieces: [String] = []
            for try await chunk in response.body {
                pieces.append(String(decoding: chunk, as: UTF8.self))
                turn.raise()
            }
            return pieces
        }
        #expect(pieces == ["one", "two", "six"])
    }

    @Test func `a reader that does not read holds the sender up`() async throws {
        let sent = Mutex(0)
        let size = 64 << 20
        let server = try LoopbackServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            let piece = [UInt8](repeating: 9, count: 256 << 10)
            for _ in 0..<(size / piece.count) {
                try connection.write(piece)
                sent.withLock { $0 += piece.count }
            }
        }
        defer { server.stop() }
        let total = try await client.withResponse(HTTPRequest(url: server.url)) { response in
            var before = -1
            // The sender has stopped once the count stays.
            while true {
                let now = sent.withLock { $0 }
                if now == before, now > 0 { break }
                before = now
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(before < size / 2)
            var total = 0
            for try await chunk in response.body { total += chunk.count }
            return total
        }
        #expect(total == size)
    }

    @Test func `leaving early ends the transfer`() async throws {
        let ended = Signal()
        let server = try LoopbackServer { connection in
            defer { ended.raise() }
            _ = try connection.readRequest()
            try connection.write(Self.head)
            while true { try connection.write("1\r\na\r\n") }
        }
        defer { server.stop() }
        try await client.withResponse(HTTPRequest(url: server.url)) { response in
            for try await _ in response.body { return }
        }
        #expect(ended.wait(seconds: 10))
    }

    @Test func `cancelling the task ends the transfer with a cancellation`() async throws {
        let ended = Signal()
        let started = Signal()
        let server = try LoopbackServer { connection in
            defer { ended.raise() }
            _ = try connection.readRequest()
            started.raise()
            while try !connection.read().isEmpty {}
        }
        defer { server.stop() }
        let client = client
        let url = server.url
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do { _ = try await client.execute(HTTPRequest(url: url)) } catch { return error is CancellationError }
                return false
            }
            group.addTask {
                await BlockingPool.shared.runAlways { started.wait(seconds: 10) }
            }
            _ = await group.next()
            group.cancelAll()
            for await isRight in group { #expect(isRight) }
        }
        #expect(ended.wait(seconds: 10))
    }

    @Test func `a transfer that breaks in the middle throws after what came`() async throws {
        let server = try LoopbackServer { connection in
            _ = try connection.readRequest()
            try connection.write(Self.head + "3\r\nabc\r\n5\r\nxy")
        }
        defer { server.stop() }
        let got = Mutex<[UInt8]>([])
        let error = await #expect(throws: HTTPError.self) {
            try await client.withResponse(HTTPRequest(url: server.url)) { response in
                for try await chunk in response.body { got.withLock { $0 += chunk } }
            }
        }
        #expect(error?.code == .connectionLost)
        #expect(got.withLock { $0 }.starts(with: Array("abc".utf8)))
    }

    @Test func `hundreds of open streams hold no request up`() async throws {
        let server = try LoopbackServer { connection in
            guard let request = try connection.readRequest() else { return }
            guard request.path == "/stream" else { return try connection.write(Self.head + "1\r\nx\r\n0\r\n\r\n") }
            try connection.write(Self.head + "1\r\na\r\n")
            while try !connection.read().isEmpty {}
        }
        defer { server.stop() }
        let client = client
        let url = server.url
        let open = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<250 {
                group.addTask {
                    var request = HTTPRequest(url: url + "/stream")
                    request.isLongLived = true
                    request.totalTimeout = nil
                    try await client.withResponse(request) { response in
                        for try await _ in response.body { open.add() }
                    }
                }
            }
            while open.count < 250 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await client.execute(HTTPRequest(url: url + "/")).body == [0x78])
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }
}

/// Counts across tasks.
private final class Tally: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    func add() { number.withLock { $0 += 1 } }
}
