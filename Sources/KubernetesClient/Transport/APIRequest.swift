internal import DocumentModel
internal import HTTPTransport

/// A request to an API server before it knows who sends it.
struct APIRequest: Sendable {
    var method = "GET"
    /// Below the server's URL, percent-encoded, with a leading slash.
    var path: String
    var query: [(name: String, value: String)] = []
    var accept = "application/json"
    var contentType: String?
    var body: [UInt8]?
    /// What it is for, to follow "cannot": `get Deployment apps/web`.
    var purpose: String
    /// Nil for streams.
    var timeout: Duration?
    /// How long a stream may carry nothing.
    var idleTimeout: Duration?
    var isLongLived = false
    /// Nil for the client's own.
    var userAgent: String?

    init(_ purpose: String, path: String) {
        self.purpose = purpose
        self.path = path
    }

    /// Path and query.
    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?"
            + query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(
                separator: "&")
    }

    mutating func set(_ value: Value, type: String) {
        body = JSON.write(value)
        contentType = type
    }
}

/// Percent-encoding (RFC 3986, section 2.1).
enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Everything but unreserved characters, and those in `keeping`, is encoded.
    static func encode(_ text: String, keeping: String = "") -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            case _ where keeping.utf8.contains(byte): bytes.append(byte)
            default:
                bytes.append(0x25)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 0x0F)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
