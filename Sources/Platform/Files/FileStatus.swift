internal import Glibc

/// What the file system knows of one entry.
public struct FileStatus: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case file, directory, symbolicLink, other
    }

    public let kind: Kind
    /// Bytes of content.
    public let size: Int64
    /// Permission bits, `0o7777` at most.
    public let mode: UInt32
    /// When the content last changed.
    public let modified: Timestamp
    /// How many names the content has.
    public let linkCount: Int

    /// Whether any execute bit is set.
    public var isExecutable: Bool { mode & 0o111 != 0 }
}

extension FileStatus {
    init(_ status: stat) {
        kind = Kind(mode: status.st_mode)
        size = Int64(status.st_size)
        mode = UInt32(status.st_mode & 0o7777)
        modified = Timestamp(
            seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec))
        linkCount = Int(clamping: status.st_nlink)
    }
}

extension FileStatus.Kind {
    init(mode: mode_t) {
        self =
            switch mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .other
            }
    }

    /// From `d_type` of a directory entry; nil when the file system leaves it open.
    init?(directoryEntry type: UInt8) {
        switch Int(type) {
        case Int(DT_REG): self = .file
        case Int(DT_DIR): self = .directory
        case Int(DT_LNK): self = .symbolicLink
        case Int(DT_UNKNOWN): return nil
        default: self = .other
        }
    }
}

/// One entry of a directory.
public struct DirectoryEntry: Sendable, Hashable {
    public let name: String
    /// Of the entry itself: a link is a link, whatever it points to.
    public let kind: FileStatus.Kind
}
