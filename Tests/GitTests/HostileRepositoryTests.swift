import Platform
import Testing

@testable import Git

@Suite(.enabled(if: GitServer.isAvailable, GitServer.isMissing)) struct HostileRepositoryTests {
    static let refusedNames: [(String, [UInt8])] = [
        (".git", Array(".git".utf8)), ("upper case", Array(".GIT".utf8)), ("mixed case", Array(".gIt".utf8)),
        ("dots", Array("..".utf8)), ("dot", Array(".".utf8)), ("a path", Array("a/b".utf8)),
        ("a path upwards", Array("../x".utf8)), ("a backslash", Array("a\\b".utf8)),
        ("NTFS short name", Array("git~1".utf8)), ("NTFS short name, upper case", Array("GIT~1".utf8)),
        ("NTFS trailing dot", Array(".git.".utf8)), ("NTFS trailing blanks", Array(".git  . ".utf8)),
        ("NTFS stream", Array(".git::$INDEX_ALLOCATION".utf8)), ("HFS joiner", Array(".g\u{200c}it".utf8)),
        ("HFS mark", Array("\u{feff}.git".utf8)), ("HFS direction", Array(".gi\u{202e}t".utf8)),
        ("a control character", Array("a\nb".utf8)), ("an escape", Array("a\u{1b}[31m".utf8)),
        ("not UTF-8", [0x61, 0xff]),
        ("too long", Array(String(repeating: "n", count: 256).utf8)),
    ]

    @Test(arguments: refusedNames)
    func `a tree with a name that means something else is refused`(_ what: String, _ name: [UInt8]) async throws {
        let served = try Served()
        let repository = served.repository
        let blob = try repository.blob("x")
        let inner = try repository.tree([.init(mode: "100644", name: name, id: blob)])
        try repository.commit(repository.tree([.init(mode: "40000", name: Array("apps".utf8), id: inner)]))
        let failure = try await served.failure(.branch("main"))
        #expect(failure.code == .refusedContent, "\(failure)")
        #expect(failure.message.contains("apps"), "\(failure)")
        #expect(!failure.message.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test func `names that only look odd are fine`() async throws {
        let names = [
            "-rf", "'quotes'", "a b", "$(x)", ".gitignore", ".github", "a.git", "git~2", "ü", "*", "con", "a:b",
        ]
        let served = try Served()
        let files = Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
        try served.repository.commit(served.repository.tree(of: files))
        #expect(try await served.files(.branch("main")).files == files)
    }

    @Test func `the same name twice is refused`() async throws {
        let served = try Served()
        let blob = try served.repository.blob("x")
        let entry = SourceRepository.Entry(mode: "100644", name: Array("a".utf8), id: blob)
        try served.repository.commit(served.repository.tree([entry, entry]))
        #expect(try await served.failure(.branch("main")).code == .refusedContent)
    }

    @Test func `links, submodules and execute bits are told apart`() async throws {
        let served = try Served()
        let repository = served.repository
        let blob = try repository.blob("/etc/passwd")
        let absent = "0123456789012345678901234567890123456789"
        let entries: [(String, String, String)] = [
            ("120000", "link", blob), ("160000", "module", absent), ("100755", "run", blob), ("100664", "shared", blob),
        ]
        try repository.commit(
            repository.tree(entries.map { .init(mode: $0.0, name: Array($0.1.utf8), id: $0.2) }))
        let checkout = try await served.checkout(.branch("main"))
        let found = try checkout.store.entries(of: checkout.commit)
        #expect(found.map(\.path) == ["link", "module", "run", "shared"])
        #expect(found.map(\.kind) == [.link, .submodule, .executable, .file])
    }

    @Test func `a folder that is a file is refused`() async throws {
        let served = try Served()
        let blob = try served.repository.blob("x")
        try served.repository.commit(
            served.repository.tree([.init(mode: "40000", name: Array("a".utf8), id: blob)]))
        // The server may notice first and refuse to pack it.
        let failure = try await served.failure(.branch("main"))
        #expect([.refusedContent, .refused, .unreachable].contains(failure.code), "\(failure)")
    }

    @Test func `folders nested too deep are refused, and up to the limit they are not`() async throws {
        let served = try Served()
        var tree = try served.repository.tree(of: ["file": "x"])
        var shallow = ""
        for level in 1...200 {
            tree = try served.repository.tree([.init(mode: "40000", name: Array("d".utf8), id: tree)])
            if level == 100 { shallow = tree }
        }
        try served.repository.commit(tree)
        try served.repository.commit(shallow, to: "refs/heads/shallow")
        #expect(try await served.failure(.branch("main")).code == .tooLarge)
        #expect(try await served.files(.branch("shallow")).files.count == 101)
    }

    @Test func `a tree that unfolds without end is refused`() async throws {
        let served = try Served()
        var tree = try served.repository.tree(of: ["file": "x"])
        // Ten trees of ten entries each stand for ten thousand million files.
        for _ in 0..<10 {
            tree = try served.repository.tree(
                (0..<10).map { .init(mode: "40000", name: Array("d\($0)".utf8), id: tree) })
        }
        try served.repository.commit(tree)
        let checkout = try await served.checkout(.branch("main"))
        var limits = TreeLimits()
        limits.entries = 10_000
        #expect { try checkout.store.entries(of: checkout.commit, limits: limits) } throws: {
            ($0 as? GitError)?.code == .tooLarge
        }
    }

    @Test func `a listing stops when it is cancelled, and enters only what is wanted`() async throws {
        let served = try Served()
        try served.repository.commit(served.repository.tree(of: ["a/b/c": "1", "d/e": "2", "f": "3"]))
        let checkout = try await served.checkout(.branch("main"))
        let wanted = try checkout.store.entries(of: checkout.commit) { $0.path != "a" }
        #expect(wanted.map(\.path) == ["d", "d/e", "f"])
        #expect(throws: CancellationError.self) {
            try checkout.store.entries(of: checkout.commit, isCancelled: { true })
        }
        var limits = TreeLimits()
        limits.entries = 5
        #expect(throws: GitError.self) { try checkout.store.entries(of: checkout.commit, limits: limits) }
        limits.entries = 6
        #expect(try checkout.store.entries(of: checkout.commit, limits: limits).count == 6)
    }
}
