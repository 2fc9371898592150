import KubernetesModel
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct PredicateTests {
    private func widget(generation: Int64 = 1, request: String? = nil, size: Int? = nil) -> Widget {
        var status = Widget.Status()
        status.size = size
        return Widget(
            metadata: ObjectMetadata(
                name: "a", generation: generation,
                annotations: request.map { ["reconcile.fluxcd.io/requestedAt": $0] } ?? [:]),
            spec: .init(size: 1), status: status)
    }

    @Test func `a kind's own changes count by generation and request`() {
        let rule = Predicate<Widget>.specOrRequestChanged
        let old = widget(request: "1")
        #expect(rule.holds(.added(old, isInitial: true)))
        #expect(rule.holds(.deleted(old)))
        #expect(rule.holds(.updated(old: old, new: widget(generation: 2, request: "1"))))
        #expect(rule.holds(.updated(old: old, new: widget(request: "2"))))
        #expect(rule.holds(.updated(old: widget(), new: old)))
        #expect(!rule.holds(.updated(old: old, new: widget())), "a request that vanishes asks for nothing")
        #expect(!rule.holds(.updated(old: old, new: widget(request: "1", size: 2))), "a status is no reason")
    }

    @Test func `a revision counts when it appears or changes`() {
        let rule = Predicate<Widget>.appearsOrChanges { $0.status.size.map(String.init) }
        #expect(rule.holds(.updated(old: widget(), new: widget(size: 1))))
        #expect(rule.holds(.updated(old: widget(size: 1), new: widget(size: 2))))
        #expect(!rule.holds(.updated(old: widget(size: 1), new: widget(size: 1))))
        #expect(!rule.holds(.updated(old: widget(size: 1), new: widget())))
        #expect(!rule.holds(.added(widget(size: 1), isInitial: false)))
    }
}
