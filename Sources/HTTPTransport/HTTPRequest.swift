public import Platform

/// Header fields in order; names compare without case and may repeat.
public struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// The fields as sent or received.
    public private(set) var fields: [(name: String, value: String)] = []

    public init() {}
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    /// Appends a field, whatever is there already.
    public mutating func add(_ name: String, _ value: String) { fields.append((name, value)) }

    /// The first value of `name`. Setting replaces all of that name; nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            fields.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { add(name, newValue) }
        }
    }

    /// All values of `name` in order.
    public func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// Continues the last field's value on another line (RFC 9112, section 5.2).
    mutating func extendLast(with line: String) {
        guard let last = fields.last else { return }
        fields[fields.count - 1].value = last.value + " " + line.drop { $0 == " " || $0 == "\t" }
    }

    public static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool {
        left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }
}

/// What a request sends.
public enum HTTPBody: Sendable {
    case none
    case bytes([UInt8])
    /// Chunks as they come, with backpressure; `length` in bytes when known, else chunked encoding.
    case stream(length: Int64?, @Sendable () async throws -> [UInt8]?)
}

/// Trust, identity and way out of one request. Requests with equal settings share connections.
public struct ConnectionSettings: Sendable, Hashable {
    /// PEM certificates to trust; empty means the system's.
    public var certificateAuthorities: Secret<[UInt8]>?
    /// Whether `certificateAuthorities` add to the system's roots instead of replacing them.
    public var addsToSystemRoots = false
    /// Client certificate and key, PEM.
    public var clientCertificate: Secret<[UInt8]>?
    public var clientKey: Secret<[UInt8]>?
    /// The name to ask and check the server's certificate for, when not the URL's host.
    public var serverName: String?
    /// Accepts any server certificate. Only where the user asked for it.
    public var skipsVerification = false
    /// `http://`, `https://`, `socks5://` URL; nil means the environment's `HTTP(S)_PROXY`, `NO_PROXY`.
    public var proxy: Secret<String>?
    /// Never a proxy, whatever the environment says.
    public var ignoresEnvironmentProxy = false

    public init() {}
}

/// One HTTP request.
public struct HTTPRequest: Sendable {
    public var method: String
    /// Absolute `http` or `https` URL. User-info in it is refused.
    public var url: String
    public var headers: HTTPHeaders
    public var body: HTTPBody
    public var connection = ConnectionSettings()
    /// To establish the connection, TLS included.
    public var connectTimeout: Duration = .seconds(30)
    /// From the start to the last byte of the response; nil for streams such as watches.
    public var totalTimeout: Duration? = .seconds(60)
    /// How long the connection may carry nothing while a response is awaited; nil for no limit.
    public var idleTimeout: Duration?
    /// How many redirects to follow. To another host go neither credentials nor any header that could be one; from https to
    /// http none is followed.
    public var redirectLimit = 0
    /// The most bytes of body that ``HTTPClient/execute(_:)`` collects before it fails.
    public var responseLimit = 64 << 20
    /// Asks for gzip and decompresses.
    public var acceptsCompression = true
    /// Whether the response is a stream that stays open, such as a watch: it then shares connections only with its like, so
    /// that hundreds of them cost short requests nothing.
    public var isLongLived = false

    public init(method: String = "GET", url: String, headers: HTTPHeaders = [:], body: HTTPBody = .none) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}
