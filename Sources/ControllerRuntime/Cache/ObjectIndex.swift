/// A named way to look objects up by something in them, such as the source they refer to.
public struct ObjectIndex<Item: Sendable>: Sendable {
    /// Unique among the indexes of one informer.
    public let name: String
    /// The values under which an object is found.
    public let values: @Sendable (Item) -> [String]

    public init(_ name: String, _ values: @escaping @Sendable (Item) -> [String]) {
        self.name = name
        self.values = values
    }
}
