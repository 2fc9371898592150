internal import CLibgit2
internal import Glibc
internal import Synchronization

/// The objects of a repository in a folder of their own: filled from one pack, then read.
///
/// Every method blocks on the disk: call them on a blocking thread. The folder belongs to whoever made it.
public final class ObjectStore: Sendable {
    /// An open object database. One owner, freed once.
    private struct Database: ~Copyable {
        let handle: OpaquePointer
        deinit { git_odb_free(handle) }
    }

    private let directory: String
    private let database: Mutex<Database>
    /// The most bytes of one object that are read into memory.
    private let objectLimit: Int

    /// Opens an empty store in the existing folder `directory`.
    init(in directory: String, objectLimit: Int = 256 << 20) throws(GitError) {
        LibGit2.start
        let pack = directory + "/pack"
        guard mkdir(pack, 0o700) == 0 || errno == EEXIST else {
            throw GitError(.storageFailed, "cannot make the folder \(pack): \(String(cString: strerror(errno)))")
        }
        var handle: OpaquePointer?
        try LibGit2.check(git_odb_open(&handle, directory), "open the object database in \(directory)")
        guard let handle else { throw GitError(.storageFailed, "cannot open the object database in \(directory)") }
        self.directory = directory
        self.objectLimit = objectLimit
        database = Mutex(Database(handle: handle))
    }

    /// Takes packs in.
    func packWriter(limits: PackLimits) throws(GitError) -> PackWriter {
        try PackWriter(directory: directory + "/pack", limits: limits)
    }

    /// Makes new packs readable.
    func refresh() throws(GitError) {
        try withDatabase { (handle) throws(GitError) in
            try LibGit2.check(git_odb_refresh(handle), "read the object database")
        }
    }

    /// Whether the object is there.
    func contains(_ id: ObjectID) -> Bool {
        database.withLock { database in
            Self.with(id) { git_odb_exists(database.handle, $0) } == 1
        }
    }

    /// The content of an object of the given kind.
    func read(_ id: ObjectID, as kind: ObjectKind) throws(GitError) -> [UInt8] {
        let (actual, bytes) = try read(id)
        guard actual == kind else {
            throw GitError(.refusedContent, "object \(id) is a \(actual), not a \(kind)")
        }
        return bytes
    }

    /// The kind and content of an object.
    func read(_ id: ObjectID) throws(GitError) -> (ObjectKind, [UInt8]) {
        try withDatabase { (handle) throws(GitError) in
            try self.checkSize(of: id, in: handle)
            var object: OpaquePointer?
            let result = Self.with(id) { git_odb_read(&object, handle, $0) }
            try LibGit2.check(result, "read object \(id)")
            defer { git_odb_object_free(object) }
            guard let object, let kind = ObjectKind(git_odb_object_type(object)) else {
                throw GitError(.refusedContent, "object \(id) is of no known kind")
            }
            let bytes = UnsafeRawBufferPointer(
                start: git_odb_object_data(object), count: git_odb_object_size(object))
            return (kind, Array(bytes))
        }
    }

    private func checkSize(of id: ObjectID, in handle: OpaquePointer) throws(GitError) {
        var size = 0
        var type = GIT_OBJECT_INVALID
        let result = Self.with(id) { git_odb_read_header(&size, &type, handle, $0) }
        guard result != GIT_ENOTFOUND.rawValue else {
            throw GitError(.unknownCommit, "object \(id) is not in what the server sent")
        }
        try LibGit2.check(result, "read object \(id)")
        guard size <= objectLimit else {
            throw GitError(.tooLarge, "object \(id) has \(size) bytes; the limit is \(objectLimit)")
        }
    }

    private func withDatabase<Output: Sendable>(
        _ body: (OpaquePointer) throws(GitError) -> Output
    ) throws(GitError) -> Output {
        try database.withLock { (database) throws(GitError) in try body(database.handle) }
    }

    private static func with<Output>(_ id: ObjectID, _ body: (UnsafePointer<git_oid>) -> Output) -> Output {
        var oid = git_oid()
        id.bytes.withUnsafeBufferPointer { bytes in _ = bytes.baseAddress.map { git_oid_fromraw(&oid, $0) } }
        return body(&oid)
    }
}

/// What an object is.
enum ObjectKind: String, Sendable, CustomStringConvertible {
    case commit, tree, blob, tag

    init?(_ type: git_object_t) {
        switch type {
        case GIT_OBJECT_COMMIT: self = .commit
        case GIT_OBJECT_TREE: self = .tree
        case GIT_OBJECT_BLOB: self = .blob
        case GIT_OBJECT_TAG: self = .tag
        default: return nil
        }
    }

    var description: String { rawValue }
}
