internal import Glibc
internal import Platform

/// Where a command's words go: results to standard output, progress to standard error, one line each.
struct Console: Sendable {
    enum Stream: Sendable {
        case output, error
    }

    private let write: @Sendable (Stream, String) -> Void
    private let read: @Sendable () -> String?
    /// Whether somebody sits at standard input who can answer a question.
    let isInteractive: Bool

    /// - Parameter read: a line of standard input, without its end; nil at the end.
    init(
        isInteractive: Bool = false, read: @escaping @Sendable () -> String? = { nil },
        write: @escaping @Sendable (Stream, String) -> Void
    ) {
        self.isInteractive = isInteractive
        self.read = read
        self.write = write
    }

    /// The streams of this process.
    static let process = Console(
        isInteractive: isatty(STDIN_FILENO) == 1, read: { Swift.readLine(strippingNewline: true) },
        write: { stream, text in StandardStream.write(text, to: stream == .output ? STDOUT_FILENO : STDERR_FILENO) })

    /// Writes `text` and a line feed to standard output.
    func line(_ text: String) { write(.output, text + "\n") }

    /// Writes `text` as it is to standard output.
    func text(_ text: String) { write(.output, text) }

    /// Writes `text` and a line feed to standard error, without a mark.
    func note(_ text: String) { write(.error, text + "\n") }

    /// Writes `text` as it is to standard error.
    func errorText(_ text: String) { write(.error, text) }

    /// A line of standard input; nil at its end. Blocks.
    func input() -> String? { read() }

    func action(_ text: String) { note("► " + text) }
    func generate(_ text: String) { note("✚ " + text) }
    func waiting(_ text: String) { note("◎ " + text) }
    func success(_ text: String) { note("✔ " + text) }
    func warning(_ text: String) { note("⚠️ " + text) }
    func failure(_ text: String) { note("✗ " + text) }
}

extension Console {
    /// Asks a yes-or-no question.
    ///
    /// - Parameter flag: the flag that answers yes beforehand, for the message where nobody can be asked.
    /// - Throws: ``CommandFailure`` unless the answer is yes.
    func confirm(_ question: String, orUse flag: String, otherwise: String = "aborting") async throws {
        guard isInteractive else {
            throw CommandFailure("\(otherwise): standard input is no terminal to ask at; use \(flag)")
        }
        write(.error, "? \(question)? [y/N] ")
        let read = self.read
        let answer = try await BlockingPool.shared.run { read() }
        guard let answer, ["y", "yes"].contains(answer.lowercased()) else { throw CommandFailure(otherwise) }
    }
}

/// Writes to the streams of this process.
enum StandardStream {
    /// Writes all of `text`; a reader that went away ends the process as SIGPIPE would.
    static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return
            }
            rest = rest.dropFirst(written)
        }
    }
}
