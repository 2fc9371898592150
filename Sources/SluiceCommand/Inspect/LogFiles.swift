internal import Platform

/// The logs of a `dev` run, which are files.
struct LogFiles: Sendable {
    /// The folder of the run.
    let folder: String
    let filter: LogFilter
    /// How many lines of each log; below 0 all.
    let tail: Int

    /// Prints what is there, and with `follow` what comes, until the timeout.
    func print(follow: Bool, timeout: Duration) async throws {
        let console = ToolEnvironment.current.console
        var offsets: [String: Int] = [:]
        for path in try await paths() {
            let content = try await Self.read(path, from: 0)
            offsets[path] = content.count
            let lines = Self.lines(content)
            emit(tail < 0 ? lines[...] : lines.suffix(tail), to: console)
        }
        guard follow else { return }
        let end = ContinuousClock.now + timeout
        while ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(200))
            for path in try await paths() {
                let content = try await Self.read(path, from: offsets[path] ?? 0)
                // A line that is still being written is left for the next round.
                guard let last = content.lastIndex(of: 0x0A) else { continue }
                offsets[path, default: 0] += last + 1
                emit(Self.lines(Array(content[...last]))[...], to: console)
            }
        }
    }

    private func emit(_ lines: ArraySlice<String>, to console: Console) {
        for text in lines {
            guard let line = LogLine(text), filter.keeps(line) else { continue }
            console.line(line.text)
        }
    }

    private func paths() async throws -> [String] {
        let logs = "\(folder)/logs"
        do {
            let entries = try await BlockingPool.shared.run { try FileSystem.list(logs) }
            return entries.map(\.name).filter { $0.hasSuffix(".log") }.sorted().map { "\(logs)/\($0)" }
        } catch let error as FileError {
            throw CommandFailure("\"\(folder)\" is no folder of a `dev` run: \(error)")
        }
    }

    private static func read(_ path: String, from offset: Int) async throws -> [UInt8] {
        let content = try await BlockingPool.shared.run { try FileSystem.read(path, limit: 256 << 20) }
        return offset < content.count ? Array(content[offset...]) : []
    }

    private static func lines(_ content: [UInt8]) -> [String] {
        String(decoding: content, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
