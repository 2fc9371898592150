/// A part of a file, as a `Range` header asks for it (RFC 9110, section 14).
struct ByteRange: Sendable, Equatable {
    /// What a header means for a file.
    enum Request: Sendable, Equatable {
        /// Everything: there is no header, or none we act on.
        case whole
        case part(ByteRange)
        /// No byte of the file.
        case unsatisfiable
    }

    /// The first byte.
    var first: Int64
    /// How many bytes.
    var count: Int64

    /// Reads a header. Several ranges at once are answered with everything, as a server may.
    static func parse(_ header: String?, size: Int64) -> Request {
        guard let header, header.hasPrefix("bytes=") else { return .whole }
        let parts = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, !header.contains(",") else { return .whole }
        let first = Int64(parts[0])
        let last = Int64(parts[1])
        switch (first, last) {
        case (let first?, _) where parts[1].isEmpty || last != nil:
            let end = min(last ?? size - 1, size - 1)
            if let last, last < first { return .whole }
            guard first >= 0, first < size else { return .unsatisfiable }
            return .part(ByteRange(first: first, count: end - first + 1))
        case (nil, let suffix?) where parts[0].isEmpty:
            guard suffix > 0, size > 0 else { return .unsatisfiable }
            let count = min(suffix, size)
            return .part(ByteRange(first: size - count, count: count))
        default: return .whole
        }
    }
}
