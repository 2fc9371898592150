/// Why a server cannot listen, in words for the person who started it.
public struct ServeError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
}
