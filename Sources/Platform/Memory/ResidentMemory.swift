internal import Glibc

/// The pages a process holds in memory.
public enum ResidentMemory {
    /// Once the start is over, and every minute from then on, gives back what is held but not in use, until cancelled.
    public static func keepLow() async {
        var pause = Duration.seconds(3)
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: pause)
                try await BlockingPool.shared.run { try releaseFilePages() }
            } catch {
                // Cancelled, or on a system without /proc, where the pages stay.
            }
            pause = .seconds(60)
        }
    }

    /// Lets go of pages of the program and its libraries that were read from their files: what only the start needed goes for good,
    /// what runs again is mapped anew from the kernel's cache at the price of a page fault.
    ///
    /// Only mappings that nobody can write to and that hold nothing but what is in the file are let go. Blocks for some milliseconds.
    ///
    /// - Throws: ``FileError`` when `/proc` cannot be read; then nothing is let go.
    public static func releaseFilePages() throws(FileError) {
        for range in unchangedFileMappings(try FileSystem.read("/proc/self/smaps", limit: 16 << 20)) {
            // Advice: where the kernel does not take it, the pages stay.
            _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
    }

    /// The mappings in a listing of proc(5)'s `smaps` that a file can give back as they are.
    static func unchangedFileMappings(_ listing: [UInt8]) -> [Range<UInt>] {
        var found: [Range<UInt>] = []
        var candidate: Range<UInt>?
        for line in listing.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            guard let first = fields.first else { continue }
            if first == "Anonymous:" {
                // Pages that were changed, relocated ones for instance, are not in the file.
                if let range = candidate, fields.count > 1, fields[1] == "0" { found.append(range) }
                candidate = nil
            } else if fields.count > 1, !first.hasSuffix(":") {
                candidate = mapping(fields)
            }
        }
        return found
    }

    private static func mapping(_ fields: [String]) -> Range<UInt>? {
        let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard bounds.count == 2, bounds[0] < bounds[1], ["r--p", "r-xp"].contains(fields[1]), fields.count >= 6,
            fields[5].hasPrefix("/")
        else { return nil }
        return bounds[0]..<bounds[1]
    }
}
