/// The name the tool was called by.
enum ProgramName {
    static var current: String { ToolEnvironment.current.programName }
}
