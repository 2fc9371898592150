import KubernetesModel
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct InformerCacheTests {
    let key = ObjectKey(namespace: "n", name: "a")
    let other = ObjectKey(namespace: "n", name: "b")

    @Test func `a list reports what vanished, and keeps quiet about what stayed`() {
        var cache = InformerCache<String>()
        cache.beginList()
        #expect(cache.store(key, "one", version: "1").map(\.item) == "one")
        _ = cache.store(other, "two", version: "2")
        #expect(cache.endList().isEmpty)
        cache.beginList()
        #expect(cache.store(key, "one", version: "1") == nil, "known already")
        #expect(cache.endList().map(\.0) == [other])
        #expect(cache[other] == nil)
    }

    @Test func `what we wrote is read until the watch brings it`() {
        var cache = InformerCache<String>()
        _ = cache.store(key, "old", version: "5")
        cache.absorb(key, "ours", version: "7")
        #expect(cache[key] == "ours")
        _ = cache.store(key, "between", version: "6")
        #expect(cache[key] == "ours")
        let change = cache.store(key, "ours", version: "7")
        guard case .updated(let old, let new) = change else { return #expect(Bool(false), "a change") }
        #expect(old == "between" && new == "ours", "those who listen see every step")
        cache.absorb(key, "late answer", version: "6")
        #expect(cache[key] == "ours")
        _ = cache.remove(key)
        cache.absorb(key, "ghost", version: "9")
        #expect(cache[key] == nil, "a late answer brings nothing back")
    }

    @Test func `indexes follow the objects`() {
        var cache = InformerCache<String>()
        _ = cache.store(key, "red", version: "1")
        cache.add(ObjectIndex("colour") { [$0] })
        _ = cache.store(other, "red", version: "2")
        #expect(cache.keys(in: "colour", at: "red") == [key, other])
        _ = cache.store(key, "blue", version: "3")
        #expect(cache.keys(in: "colour", at: "red") == [other])
        _ = cache.remove(other)
        #expect(cache.keys(in: "colour", at: "red") == [])
        #expect(cache.keys(in: "colour", at: "blue") == [key])
    }

    @Test func `an object that cannot be read is not in the cache, but known`() {
        var cache = InformerCache<String>()
        _ = cache.store(key, "good", version: "1")
        cache.storeUnreadable(key, "why")
        #expect(cache[key] == nil)
        #expect(cache.unreadable[key] == "why")
        _ = cache.store(key, "good", version: "3")
        #expect(cache.unreadable.isEmpty)
    }
}
