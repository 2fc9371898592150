import ControllerRuntimeTesting
import Logging
import Platform
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct LogLineTests {
    let time = Timestamp(seconds: 1_767_366_245, nanoseconds: 7_000_000)

    private func text(_ line: LogLine, _ encoding: LogEncoding = .json) -> String {
        String(decoding: line.encoded(encoding), as: UTF8.self)
    }

    @Test func `a plain line has level, time and message`() {
        let line = LogLine(level: .info, time: time, logger: "", message: "say \"hi\"", metadata: [:], error: nil)
        #expect(text(line) == #"{"level":"info","ts":"2026-01-02T15:04:05.007Z","msg":"say \"hi\""}"# + "\n")
    }

    @Test func `a line of a run names the object first, then what it adds, and the error last`() {
        let line = LogLine(
            level: .error, time: time, logger: "events", message: "Reconciler error",
            metadata: [
                "name": "a", "namespace": "n", "controller": "widget", "controllerGroup": "g",
                "controllerKind": "Widget",
                "Widget": ["namespace": "n", "name": "a"], "reconcileID": "id", "error": "it broke",
                "revision": "main@1", "count": .stringConvertible(3), "on": .stringConvertible(true),
            ], error: nil)
        #expect(
            text(line)
                == #"{"level":"error","ts":"2026-01-02T15:04:05.007Z","logger":"events","msg":"Reconciler error","#
                + #""controller":"widget","controllerGroup":"g","controllerKind":"Widget","Widget":{"name":"a","namespace":"n"},"#
                + #""namespace":"n","name":"a","reconcileID":"id","count":3,"on":true,"revision":"main@1","error":"it broke"}"#
                + "\n")
    }

    @Test func `console lines print the level in capitals`() {
        let line = LogLine(level: .trace, time: time, logger: "setup", message: "m", metadata: ["k": "v"], error: nil)
        #expect(text(line, .console) == "2026-01-02T15:04:05.007Z\tTRACE\tsetup\tm\t{\"k\":\"v\"}\n")
    }

    @Test func `floods are thinned to the first hundred a second and every hundredth after`() {
        var sampler = LogSampler()
        let written = (1...1000).filter { _ in sampler.admits("m", .info, second: 1) }.count
        #expect(written == 109)
        #expect(sampler.admits("m", .error, second: 1) == true, "another level is another line")
        #expect(sampler.admits("m", .info, second: 2) == true, "a new second begins anew")
    }

    @Test func `loggers write at and above the level they were told`() {
        let lines = SharedLock([String]())
        let sink = LogSink(level: .info, encoding: .json) { line in
            lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
        }
        let logger = Logger(label: "") { ControllerLogHandler(label: $0, sink: sink) }
        logger.debug("hidden")
        logger.warning("shown")
        logger.error("bad", metadata: ["error": "why"])
        let written = lines.withLock { $0 }
        #expect(written.count == 2)
        #expect(written.first?.hasPrefix(#"{"level":"info","ts":""#) == true)
        #expect(written.last?.hasSuffix(#""msg":"bad","error":"why"}"# + "\n") == true)
    }
}
