/// Why a command ends without success: what goes behind `✗`, and the exit code.
struct CommandFailure: Error, Sendable, Hashable, CustomStringConvertible {
    let message: String
    let exitCode: Int32
    /// Whether everything has been said already, so that nothing more is printed.
    let isSilent: Bool
    /// Whether this is no failure but a result that the exit code tells, printed as a warning.
    let isWarning: Bool

    init(_ message: String, exitCode: Int32 = 1, isWarning: Bool = false) {
        self.message = message
        self.exitCode = exitCode
        self.isWarning = isWarning
        isSilent = false
    }

    private init(silentWithExitCode exitCode: Int32) {
        message = ""
        self.exitCode = exitCode
        isSilent = true
        isWarning = false
    }

    /// Ends with `exitCode` and prints nothing more.
    static func reported(exitCode: Int32 = 1) -> CommandFailure { CommandFailure(silentWithExitCode: exitCode) }

    var description: String { message }
}
