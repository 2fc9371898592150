import ControllerRuntime
import KubernetesModel
import Testing

@Suite(.timeLimit(.minutes(1))) struct DependencyOrderTests {
    private func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "ns", name: name) }
    private func sort(_ nodes: (String, [String])...) throws -> [String] {
        try DependencyOrder.sort(nodes.map { (key($0.0), $0.1.map(key)) }).map(\.name)
    }

    @Test func `objects come after what they depend on, also when that is not in the batch`() throws {
        #expect(try sort(("c", ["b"]), ("b", ["a"]), ("a", [])) == ["a", "b", "c"])
        #expect(try sort(("a", ["outside"])) == ["outside", "a"])
        #expect(try sort(("a", ["c"]), ("b", ["c"]), ("c", [])) == ["c", "a", "b"])
    }

    @Test func `a ring is named`() {
        let error = #expect(throws: DependencyOrder.Cycle.self) { try sort(("a", ["b"]), ("b", ["a"])) }
        #expect(error?.description == "circular dependency detected: ns/a -> ns/b -> ns/a")
    }

    @Test func `a long chain costs no stack`() throws {
        let nodes = (0..<50_000).map { (key("\($0)"), [key("\($0 + 1)")]) }
        #expect(try DependencyOrder.sort(nodes).count == 50_001)
    }
}
