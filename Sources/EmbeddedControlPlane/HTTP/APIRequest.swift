internal import HTTPTypes
internal import NIOCore

/// One request, read in full.
struct APIRequest: Sendable {
    /// In capitals.
    var method: String
    /// The path, unescaped, as sent.
    var path: String
    var query: Query
    var headers: HTTPFields
    var body: [UInt8]
    /// The client's certificate, if it showed one, in DER.
    var certificate: [UInt8]?
    /// The connection or stream, for timers and for the end of watches.
    var channel: any Channel

    /// A header field; nil when absent.
    func header(_ name: String) -> String? {
        guard let name = HTTPField.Name(name) else { return nil }
        return headers[name]
    }

    /// All values of a header field.
    func headers(_ name: String) -> [String] {
        guard let name = HTTPField.Name(name) else { return [] }
        return headers[values: name]
    }
}
