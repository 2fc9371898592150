/// A version as in Semantic Versioning 2.0.0, read and compared as Masterminds/semver v3 does.
public struct SemanticVersion: Sendable {
    /// The first number: breaking changes.
    public let major: UInt64
    /// The second number: additions.
    public let minor: UInt64
    /// The third number: repairs.
    public let patch: UInt64
    /// What follows `-`, without it; empty for a release.
    public let prerelease: String
    /// What follows `+`, without it; no part of precedence.
    public let metadata: String
    /// The text it was read from, leading `v` included.
    public let original: String

    /// Reads leniently: a leading `v`, one or two numbers instead of three, and leading zeros in them, are accepted.
    ///
    /// - Throws: ``VersionError``.
    public init(_ text: String) throws(VersionError) {
        let body = text.first == "v" ? text.dropFirst() : text[...]
        try self.init(body, original: text, isStrict: false)
    }

    /// Reads strictly: three numbers without leading zeros, no leading `v`.
    ///
    /// - Throws: ``VersionError``.
    public init(strict text: String) throws(VersionError) {
        try self.init(text[...], original: text, isStrict: true)
    }

    init(major: UInt64, minor: UInt64, patch: UInt64, prerelease: String = "", original: String = "") {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        metadata = ""
        self.original = original
    }
}

extension SemanticVersion {
    private init(_ body: Substring, original: String, isStrict: Bool) throws(VersionError) {
        func fail(_ cause: String) -> VersionError { VersionError("\"\(original)\" is no version: \(cause)") }
        guard original.utf8.count <= 256 else { throw VersionError("a version is longer than 256 characters") }
        var rest = body
        var metadata = ""
        if let plus = rest.firstIndex(of: "+") {
            metadata = String(rest[rest.index(after: plus)...])
            rest = rest[..<plus]
            guard Self.areIdentifiers(metadata) else { throw fail("the metadata after \"+\" is malformed") }
        }
        var prerelease = ""
        if let dash = rest.firstIndex(of: "-") {
            prerelease = String(rest[rest.index(after: dash)...])
            rest = rest[..<dash]
            guard Self.areIdentifiers(prerelease) else { throw fail("the pre-release after \"-\" is malformed") }
            let hasLeadingZero = prerelease.split(separator: ".").contains { Self.isZeroPadded($0) }
            guard !hasLeadingZero else { throw fail("a number in the pre-release begins with 0") }
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 3, !isStrict || parts.count == 3 else { throw fail("it must have three numbers") }
        var numbers: [UInt64] = []
        for part in parts {
            guard !part.isEmpty, part.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
                throw fail("its parts must be numbers")
            }
            guard !isStrict || !Self.isZeroPadded(part) else { throw fail("a number begins with 0") }
            guard let number = UInt64(part) else { throw fail("a number is too large") }
            numbers.append(number)
        }
        major = numbers.first ?? 0
        minor = numbers.count > 1 ? numbers[1] : 0
        patch = numbers.count > 2 ? numbers[2] : 0
        self.prerelease = prerelease
        self.metadata = metadata
        self.original = original
    }

    /// Non-empty identifiers of letters, digits and dashes, dots between them.
    static func areIdentifiers(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy {
                    $0 &- 0x30 < 10 || ($0 | 0x20) &- UInt8(ascii: "a") < 26 || $0 == UInt8(ascii: "-")
                }
        }
    }

    private static func isZeroPadded(_ part: Substring) -> Bool {
        part.utf8.count > 1 && part.utf8.first == UInt8(ascii: "0") && part.utf8.allSatisfy { $0 &- 0x30 < 10 }
    }
}

/// Why a version or constraint could not be read.
public struct VersionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The cause, with the text that was refused.
    public let message: String

    public init(_ message: String) { self.message = message }
    public var description: String { message }
}
