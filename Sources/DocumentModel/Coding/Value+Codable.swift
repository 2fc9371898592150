/// Free-form fields of typed resources. ``ValueDecoder`` and ``ValueEncoder`` hand the node over as it is.
extension Value: Codable {
    public init(from decoder: any Decoder) throws {
        guard let node = decoder as? NodeDecoder else {
            throw DocumentError(.unsupported, "a document node is decoded by ValueDecoder only")
        }
        self = node.value
    }

    public func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? NodeEncoder else {
            throw DocumentError(.unsupported, "a document node is encoded by ValueEncoder only")
        }
        encoder.node.set(self)
    }
}
