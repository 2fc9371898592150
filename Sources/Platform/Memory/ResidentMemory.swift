internal import CLoader
internal import Glibc

/// The pages a process holds in memory.
public enum ResidentMemory {
    /// Once the start is over, and every minute from then on, gives back what is held but not in use, until cancelled.
    public static func keepLow() async {
        var pause = Duration.seconds(3)
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: pause)
                await BlockingPool.shared.runAlways { releaseFilePages() }
            } catch { return }
            pause = .seconds(60)
        }
    }

    /// Lets go of pages of the program and its libraries that were read from their files: what only the start needed goes for good,
    /// what runs again is mapped anew from the kernel's cache at the price of a page fault. Takes less than a millisecond.
    ///
    /// Only segments that the loader maps without the right to write are let go: what is relocated lies in others, so that these
    /// hold nothing but what is in the file. The loader's lock is held meanwhile, so that none is loaded or unloaded.
    static func releaseFilePages() {
        _ = dl_iterate_phdr(
            { object, _, _ in
                guard let object = object?.pointee, let segments = object.segments else { return 0 }
                for index in 0..<Int(object.count) {
                    guard let range = ResidentMemory.filePages(segments[index], base: object.base) else { continue }
                    // Advice: where the kernel does not take it, the pages stay.
                    _ = madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
                }
                return 0
            }, nil)
    }

    /// The whole pages of a segment that a file can give back as they are; nil when there are none.
    static func filePages(_ segment: loader_segment, base: UInt64, pageSize: UInt = UInt(getpagesize())) -> Range<UInt>?
    {
        guard segment.type == UInt32(PT_LOAD), segment.flags & UInt32(PF_W) == 0 else { return nil }
        let start = UInt(base) &+ UInt(segment.address)
        // Beyond the bytes of the file the loader would have put zeros.
        let end = start &+ UInt(segment.file_size)
        let first = (start &+ pageSize &- 1) / pageSize * pageSize
        let last = end / pageSize * pageSize
        return first < last ? first..<last : nil
    }
}
