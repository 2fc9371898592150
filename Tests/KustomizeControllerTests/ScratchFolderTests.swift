import Glibc
import Testing

@testable import KustomizeController

@Suite struct ScratchFolderTests {
    @Test func `only folders of processes that are gone are stale`() {
        #expect(ScratchFolder.isStale("kc-\(getpid())-old", "kc"))
        #expect(!ScratchFolder.isStale("kc-1-x", "kc"))
        for name in ["kc", "kc-", "kc-x-1", "kc-0-x", "other-\(getpid())-x"] {
            #expect(!ScratchFolder.isStale(name, "kc"))
        }
    }
}
