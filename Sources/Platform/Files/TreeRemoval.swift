internal import Glibc

/// Removes trees entry by entry relative to open directories, so that a link swapped in meanwhile is not followed.
enum TreeRemoval {
    static func remove(_ name: String, in directory: Int32, shownAs path: String) throws(FileError) {
        if unlinkat(directory, name, 0) == 0 { return }
        switch errno {
        case ENOENT: return
        case EISDIR, EPERM: break
        default: throw FileError(errno: errno, path: path, action: "remove")
        }
        try empty(name, in: directory, shownAs: path)
        if unlinkat(directory, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return }
        throw FileError(errno: errno, path: path, action: "remove")
    }

    private static func empty(_ name: String, in directory: Int32, shownAs path: String) throws(FileError) {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
        let inner: FileDescriptor
        do throws(FileError) {
            inner = try FileDescriptor(name, flags, in: directory, action: "remove")
        } catch  where error.code == .permissionDenied {
            guard fchmodat(directory, name, 0o700, 0) == 0 else { throw error }
            inner = try FileDescriptor(name, flags, in: directory, action: "remove")
        }
        for entry in try DirectoryListing.entries(of: inner) {
            try remove(entry.name, in: inner.number, shownAs: path + "/" + entry.name)
        }
    }
}
