internal import Glibc

/// Runs `body` with a fresh directory that only this user can enter, and removes it afterwards with all it holds.
///
/// - Parameters:
///   - prefix: the beginning of its name.
///   - parent: where to create it; nil means `TMPDIR`, else `/tmp`.
/// - Throws: ``FileError`` when it cannot be created, or what `body` throws.
public func withTemporaryDirectory<Output>(
    prefix: String = "sluice", in parent: String? = nil, _ body: (_ path: String) async throws -> Output
) async throws -> Output {
    let path = try TemporaryDirectory.create(prefix: prefix, in: parent)
    let result: Result<Output, any Error>
    do { result = .success(try await body(path)) } catch { result = .failure(error) }
    // Removing a large tree blocks; cancellation of the task must not leave it behind.
    await BlockingPool.shared.runAlways { TemporaryDirectory.discard(path) }
    return try result.get()
}

/// As the asynchronous function of this name, for blocking code.
public func withTemporaryDirectory<Output>(
    prefix: String = "sluice", in parent: String? = nil, blocking body: (_ path: String) throws -> Output
) throws -> Output {
    let path = try TemporaryDirectory.create(prefix: prefix, in: parent)
    defer { TemporaryDirectory.discard(path) }
    return try body(path)
}

enum TemporaryDirectory {
    static func create(prefix: String, in parent: String?) throws(FileError) -> String {
        let parent = parent ?? ProcessEnvironment.value("TMPDIR") ?? "/tmp"
        let path = "\(parent)/\(prefix)-\(UniqueID.random())"
        guard mkdir(path, 0o700) == 0 else {
            throw FileError(errno: errno, path: path, action: "create the directory")
        }
        return path
    }

    /// A leftover in the temporary folder is harmless, and there is nobody left to tell.
    static func discard(_ path: String) {
        do { try FileSystem.removeTree(path) } catch {}
    }
}
