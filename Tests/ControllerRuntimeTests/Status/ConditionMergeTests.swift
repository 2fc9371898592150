import KubernetesModel
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct ConditionMergeTests {
    static let foreign = ConditionType("Foreign")

    private func list(_ entries: (ConditionType, String)...) -> [Condition] {
        entries.map {
            Condition(type: $0.0, status: .true, lastTransitionTime: "t", reason: .succeeded, message: $0.1)
        }
    }

    private func merge(_ base: [Condition], _ ours: [Condition], _ latest: [Condition]) throws -> [String] {
        try ConditionMerge.merge(base: base, ours: ours, latest: latest, owned: [.ready, .stalled])
            .map { "\($0.type)=\($0.message)" }
    }

    @Test func `what others added survives, and what we changed arrives`() throws {
        let merged = try merge(
            list((.ready, "old")), list((.ready, "new")), list((.ready, "old"), (Self.foreign, "theirs")))
        #expect(merged == ["Ready=new", "Foreign=theirs"])
    }

    @Test func `owned types win over foreign edits, also when we changed nothing`() throws {
        #expect(try merge(list((.ready, "a")), list((.ready, "b")), list((.ready, "c"))) == ["Ready=b"])
        #expect(try merge(list((.ready, "a")), list((.ready, "a")), list((.ready, "c"))) == ["Ready=a"])
        #expect(try merge(list((.stalled, "a")), [], list((.stalled, "c"))) == [])
    }

    @Test func `both sides changing a type nobody owns is a conflict, unless they agree`() throws {
        #expect(throws: ConditionConflict(type: Self.foreign)) {
            try merge(list((Self.foreign, "a")), list((Self.foreign, "b")), list((Self.foreign, "c")))
        }
        #expect(
            try merge(list((Self.foreign, "a")), list((Self.foreign, "b")), list((Self.foreign, "b"))) == ["Foreign=b"])
        #expect(
            try merge(list((Self.foreign, "a")), list((Self.foreign, "a")), list((Self.foreign, "c"))) == ["Foreign=c"])
    }
}
