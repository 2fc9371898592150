import CLoader
import Glibc
import Testing

@testable import Platform

@Suite struct ResidentMemoryTests {
    struct Case: Sendable {
        var type: Int32
        var flags: Int32
        var size: UInt64
        var pages: Range<UInt>?
    }

    static let cases = [
        Case(type: PT_LOAD, flags: PF_R | PF_X, size: 0x2800, pages: 0x5000..<0x6000),
        Case(type: PT_LOAD, flags: PF_R, size: 0x2800, pages: 0x5000..<0x6000),
        Case(type: PT_LOAD, flags: PF_R | PF_W, size: 0x2800, pages: nil),
        Case(type: PT_DYNAMIC, flags: PF_R, size: 0x2800, pages: nil),
        Case(type: PT_LOAD, flags: PF_R, size: 0x800, pages: nil),
    ]

    @Test(arguments: cases) func `only whole pages that nobody may write to are let go`(_ example: Case) {
        let segment = loader_segment(
            type: UInt32(example.type), flags: UInt32(example.flags), offset: 0, address: 0x100, physical_address: 0,
            file_size: example.size, memory_size: example.size, alignment: 0x1000)
        #expect(ResidentMemory.filePages(segment, base: 0x4000, pageSize: 0x1000) == example.pages)
    }

    @Test func `a process holds less and runs on`() throws {
        let before = try resident()
        ResidentMemory.releaseFilePages()
        #expect(try resident() < before)
        #expect([3, 1, 2].sorted() == [1, 2, 3])
    }

    /// In pages.
    private func resident() throws -> Int {
        let fields = String(decoding: try FileSystem.read("/proc/self/statm"), as: UTF8.self).split(separator: " ")
        return try #require(Int(fields[1]))
    }
}
