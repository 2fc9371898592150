import Glibc
import Testing

@testable import Platform

@Suite struct ResidentMemoryTests {
    @Test func `only unchanged pages of files are let go`() {
        let listing = """
            1000-3000 r-xp 00000000 fe:00 12 /usr/bin/program
            Size:                  8 kB
            Anonymous:             0 kB
            3000-4000 r--p 00002000 fe:00 12 /usr/bin/program
            Size:                  4 kB
            Anonymous:             4 kB
            4000-5000 rw-p 00003000 fe:00 12 /usr/bin/program
            Anonymous:             0 kB
            5000-6000 r--p 00000000 00:00 0
            Anonymous:             0 kB
            6000-7000 r-xp 00000000 00:00 0 [vdso]
            Anonymous:             0 kB
            7000-9000 r--s 00000000 fe:00 13 /var/shared
            Anonymous:             0 kB
            9000-a000 r--p 00000000 fe:00 14 /usr/lib/with a blank.so
            Anonymous:             0 kB
            """
        #expect(ResidentMemory.unchangedFileMappings(Array(listing.utf8)) == [0x1000..<0x3000, 0x9000..<0xa000])
    }

    @Test func `a process runs on without them`() throws {
        let before = try resident()
        try ResidentMemory.releaseFilePages()
        #expect(try resident() < before)
        #expect([3, 1, 2].sorted() == [1, 2, 3])
    }

    /// In pages.
    private func resident() throws -> Int {
        let fields = String(decoding: try FileSystem.read("/proc/self/statm"), as: UTF8.self).split(separator: " ")
        return try #require(Int(fields[1]))
    }
}
