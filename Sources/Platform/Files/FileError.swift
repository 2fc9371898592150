internal import Glibc

/// Why something could not be done to a file: what was attempted, on which path, and the cause.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is, for decisions.
    public enum Code: Sendable, Hashable {
        case notFound, alreadyExists, permissionDenied, notADirectory, isADirectory, directoryNotEmpty
        /// The content is larger than the caller allows.
        case tooLarge
        /// A path leads out of the folder it must stay in, by `..` or by a link.
        case leavesRoot
        /// A symbolic link stands where none is allowed, or links go round in a circle.
        case symbolicLink
        case noSpace, other
    }

    public let code: Code
    /// The path as the caller gave it.
    public let path: String
    /// What was attempted, to follow "cannot": `read`, `create the directory`.
    public let action: String
    /// The cause in words, mostly the system's.
    public let reason: String

    public init(_ code: Code, path: String, action: String, reason: String) {
        self.code = code
        self.path = path
        self.action = action
        self.reason = reason
    }

    public var description: String { "cannot \(action) \"\(path)\": \(reason)" }
}

extension FileError {
    /// The error for a system call that just failed with `number`.
    init(errno number: Int32, path: String, action: String) {
        self.init(Code(errno: number), path: path, action: action, reason: Self.text(number))
    }

    /// The system's words for an error number, without the trap of `strerror`'s shared buffer.
    static func text(_ number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(number, &buffer, buffer.count - 1) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).lowercasedFirst
    }
}

extension FileError.Code {
    init(errno number: Int32) {
        self =
            switch number {
            case ENOENT: .notFound
            case EEXIST: .alreadyExists
            case EACCES, EPERM, EROFS: .permissionDenied
            case ENOTDIR: .notADirectory
            case EISDIR: .isADirectory
            case ENOTEMPTY: .directoryNotEmpty
            case ELOOP: .symbolicLink
            case ENOSPC, EDQUOT: .noSpace
            case EFBIG: .tooLarge
            default: .other
            }
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
