/// Status and headers of a response.
struct ResponseHead: Sendable {
    var status: Int
    var version: HTTPVersion
    var headers: HTTPHeaders
}

/// Reads the lines of a response head as libcurl hands them over. Pure.
struct HeadParser {
    /// The most bytes of head that are taken.
    static let limit = 1 << 20

    enum Step: Equatable {
        /// More lines belong to it.
        case more
        /// An interim response, such as 100, has passed.
        case interim
        /// The head is complete.
        case complete
        case tooLarge
    }

    private(set) var head = ResponseHead(status: 0, version: .http1, headers: [:])
    private var size = 0
    private var isComplete = false

    mutating func take(_ line: UnsafeRawBufferPointer) -> Step {
        guard !isComplete else { return .more }  // trailers
        size += line.count
        guard size <= Self.limit else { return .tooLarge }
        var bytes = line[...]
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes = bytes.dropLast() }
        if bytes.isEmpty { return end() }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            start(text)
        } else if text.hasPrefix(" ") || text.hasPrefix("\t") {
            head.headers.extendLast(with: text)
        } else if let colon = text.utf8.firstIndex(of: 0x3A) {
            head.headers.add(String(text[..<colon]), trimmed(text[text.index(after: colon)...]))
        }
        return .more
    }

    private mutating func end() -> Step {
        if head.status == 0 || (100..<200).contains(head.status) { return .interim }
        isComplete = true
        return .complete
    }

    private mutating func start(_ line: String) {
        let parts = line.split(separator: " ", maxSplits: 2)
        let status = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        head = ResponseHead(status: status, version: line.hasPrefix("HTTP/2") ? .http2 : .http1, headers: [:])
    }

    private func trimmed(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
