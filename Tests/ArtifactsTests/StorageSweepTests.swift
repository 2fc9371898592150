import Foundation
import Platform
import Testing

@testable import Artifacts

@Suite struct StorageSweepTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        /// Names and ages in seconds, besides the current one.
        let files: [(String, Int64)]
        var hasCurrent = true
        var time: Int64 = 60
        var count = 2
        let removed: Set<String>
    }

    static let cases = [
        Case(testDescription: "nothing there", files: [], removed: []),
        Case(testDescription: "young and few", files: [("a", 10)], removed: []),
        Case(testDescription: "exactly as old as allowed", files: [("a", 60)], removed: []),
        Case(testDescription: "too old", files: [("a", 61)], removed: ["a"]),
        Case(testDescription: "too many", files: [("a", 10), ("b", 20), ("c", 30)], removed: ["b", "c"]),
        Case(
            testDescription: "too many without a current one", files: [("a", 1), ("b", 2), ("c", 3)], hasCurrent: false,
            removed: ["c"]),
        Case(testDescription: "only the current one is kept", files: [("a", 1)], count: 1, removed: ["a"]),
        Case(testDescription: "no count at all", files: [("a", 1)], count: 0, removed: ["a"]),
        Case(testDescription: "from the future", files: [("a", -1000)], removed: []),
    ]

    @Test(arguments: cases) func `what is too old or too much goes`(_ example: Case) {
        let now = Timestamp(seconds: 1_000_000)
        let files = example.files.map {
            ArtifactStorage.StoredFile(name: $0.0, modified: Timestamp(seconds: now.seconds - $0.1))
        }
        var settings = StorageSettings(root: "/x", advertisedAddress: "x")
        settings.retentionTime = .seconds(example.time)
        settings.retentionCount = example.count
        let doomed = ArtifactStorage.doomed(files, hasCurrent: example.hasCurrent, settings: settings, now: now)
        #expect(Set(doomed) == example.removed)
    }

    @Test func `a sweep takes the locks along and leaves the current file and links`() async throws {
        try await withScratch { folder in
            let storage = ArtifactStorage(StorageSettings(root: folder, advertisedAddress: "x"))
            let owner = ArtifactStorageTests.owner
            let home = "\(folder)/\(owner.folder)"
            #expect(try await storage.sweep(owner, current: nil).removed == 0)
            try FileSystem.createDirectory(home + "/folder")
            let files = FileManager.default
            for (index, name) in ["current", "old", "older", "oldest"].enumerated() {
                for file in [name, name + ".lock"] { try FileSystem.writeAtomically([1], to: "\(home)/\(file)") }
                let date = Date(timeIntervalSinceNow: index == 0 ? -9999 : Double(-10 * index))
                try files.setAttributes([.modificationDate: date], ofItemAtPath: "\(home)/\(name)")
            }
            try files.createSymbolicLink(atPath: home + "/latest.tar.gz", withDestinationPath: "current")
            let sweep = try await storage.sweep(owner, current: owner.folder + "/current")
            #expect(sweep.removed == 2)
            let left = try FileSystem.list(home).map(\.name)
            #expect(left == ["current", "current.lock", "folder", "latest.tar.gz", "old", "old.lock"])
        }
    }
}
