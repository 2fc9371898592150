/// The examples of a help text.
enum Examples {
    /// A section with each example under what it does.
    ///
    /// - Parameter examples: what it does, and the command without the program's name.
    static func text(_ examples: [(does: String, command: String)]) -> String {
        // The parser asks every command for its text, whichever is to run.
        guard ToolEnvironment.current.showsExamples else { return "" }
        var text = "\nEXAMPLES:\n"
        for (does, command) in examples {
            let lines = command.split(separator: "\n", omittingEmptySubsequences: false)
            text += "  # \(does)\n"
            text += "  \(ProgramName.current) \(lines.joined(separator: "\n  "))\n"
        }
        return text
    }
}
