/// What a command line gave each flag.
public struct FlagValues: Sendable {
    var values: [String: any Sendable] = [:]
    /// The flags that stood on the command line.
    public internal(set) var given: Set<String> = []

    /// Nothing given: every flag has its default.
    public init() {}

    /// The flag's value: given, else its default.
    public subscript<Value>(flag: Flag<Value>) -> Value {
        get { values[flag.name] as? Value ?? flag.defaultValue }
        set { values[flag.name] = newValue }
    }
}
