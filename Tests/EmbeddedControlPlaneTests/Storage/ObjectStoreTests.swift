import DocumentModel
import KubernetesModel
import Platform
import Testing

@testable import EmbeddedControlPlane

@Suite struct ObjectStoreTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = "/tmp/sluice-store-\(UniqueID.random().prefix(8))"
        try FileSystem.createDirectory(folder)
        try await body(folder)
        try FileSystem.removeTree(folder)
    }

    private static func object(_ name: String, _ value: String = "1") -> StoredObject {
        StoredObject([
            "kind": "ConfigMap", "apiVersion": "v1",
            "metadata": ["name": .string(name), "namespace": "n", "uid": .string("u-" + name)],
            "data": ["a": .string(value)],
        ])
    }

    private static func put(_ name: String, _ value: String = "1", expected: Int64 = 0) -> Write {
        Write(
            resource: .configMaps, key: ObjectKey(namespace: "n", name: name), expected: expected,
            action: .put(object(name, value)))
    }

    @Test func `a write on an outdated version is refused with the present state`() async throws {
        try await withFolder { folder in
            let store = try ObjectStore(path: folder + "/state.db")
            #expect(store.start())
            let first = try await store.commit(Self.put("a")).get()
            _ = try await store.commit(Self.put("a", "2", expected: first.version)).get()
            guard
                case .failure(.conflict(let present)) = await store.commit(Self.put("a", "3", expected: first.version))
            else {
                Issue.record("the outdated write was done")
                return
            }
            #expect(present?.object["data"]?["a"] == "2")
            await store.stop()
        }
    }

    @Test func `of concurrent creations of one name one is done`() async throws {
        try await withFolder { folder in
            let store = try ObjectStore(path: folder + "/state.db")
            #expect(store.start())
            let done = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        if case .success = await store.commit(Self.put("a", String(number))) { true } else { false }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(done == 1)
            await store.stop()
        }
    }

    @Test func `every write that was answered is in the file at that moment`() async throws {
        try await withFolder { folder in
            let store = try ObjectStore(path: folder + "/state.db")
            #expect(store.start())
            let acknowledged = await withTaskGroup(of: String?.self) { group in
                for number in 0..<1_000 {
                    group.addTask {
                        if case .success = await store.commit(Self.put("object-\(number)")) {
                            "object-\(number)"
                        } else {
                            nil
                        }
                    }
                }
                var names: [String] = []
                while names.count < 500, let name = await group.next() { if let name { names.append(name) } }
                // What the disk holds while the other half is being written, as after kill -9.
                for file in ["state.db", "state.db-wal"] {
                    guard let bytes = try? FileSystem.read(folder + "/" + file) else { continue }
                    try? FileSystem.writeAtomically(bytes, to: folder + "/copy" + file.dropFirst("state".count))
                }
                return names
            }
            await store.stop()
            let copy = try ObjectStore(path: folder + "/copy.db")
            let present = Set(copy.snapshot(.configMaps).objects.map(\.key.name))
            #expect(acknowledged.count >= 500)
            #expect(acknowledged.filter { !present.contains($0) } == [])
        }
    }

    @Test func `a list of the past shows the past`() async throws {
        try await withFolder { folder in
            let store = try ObjectStore(path: folder + "/state.db")
            #expect(store.start())
            let a = try await store.commit(Self.put("a")).get()
            let b = try await store.commit(Self.put("b")).get()
            _ = try await store.commit(Self.put("a", "2", expected: a.version)).get()
            let key = ObjectKey(namespace: "n", name: "b")
            _ = try await store.commit(
                Write(resource: .configMaps, key: key, expected: b.version, action: .delete)
            ).get()
            let past = store.snapshot(.configMaps, at: b.version)
            #expect(past?.objects.map(\.key.name) == ["a", "b"])
            #expect(past?.objects.first?.object["data"]?["a"] == "1")
            #expect(store.snapshot(.configMaps).objects.map(\.key.name) == ["a"])
            #expect(store.snapshot(.configMaps, at: a.version - 50) == nil)
            await store.stop()
        }
    }

    @Test func `a second process on the same file is refused`() async throws {
        try await withFolder { folder in
            let store = try ObjectStore(path: folder + "/state.db")
            #expect(store.revision > 0)
            #expect(throws: SQLiteError.self) { try ObjectStore(path: folder + "/state.db") }
        }
    }

    @Test func `the version stands where the real server has it`() {
        let object = Self.object("a")
        #expect(
            String(decoding: object.at(version: 7).bytes, as: UTF8.self)
                == #"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"n","uid":"u-a","resourceVersion":"7"},"data":{"a":"1"}}"#
        )
        #expect(
            String(decoding: object.encoded.bytes(version: nil), as: UTF8.self)
                == #"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"n","uid":"u-a"},"data":{"a":"1"}}"#
        )
    }
}
