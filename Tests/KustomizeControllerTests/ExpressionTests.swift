import ControllerRuntime
import ControllerRuntimeTesting
import DocumentModel
import KubernetesModel
import ResourceApply
import ResourceApplyTesting
import ResourceStatus
import Testing
import ToolkitAPI

@testable import KustomizeController

@Suite struct HealthExpressionsTests {
    private typealias Check = Kustomization.CustomHealthCheck

    private static func object(_ kind: String, group: String = "a.io", _ status: Value, generation: Int64 = 1)
        -> KubernetesObject
    {
        KubernetesObject(content: [
            "apiVersion": .string("\(group)/v2"), "kind": .string(kind),
            "metadata": ["name": "x", "generation": .integer(generation)], "status": status,
        ])
    }

    private static let checks = [
        Check(
            apiVersion: "a.io/v1", kind: "Widget", current: "status.phase == 'Up'",
            inProgress: "status.phase == 'Starting'", failed: "status.phase == 'Broken' || status.phase == 'Starting'"),
        Check(apiVersion: "a.io/v1", current: "status.?conditions.orValue([]).exists(c, c.type == 'Ok')"),
    ]

    static let cases: [(String, Value, ResourceStatus)] = [
        ("Widget", ["phase": "Up"], .current), ("Widget", ["phase": "Starting"], .inProgress),
        ("Widget", ["phase": "Broken"], .failed), ("Widget", ["phase": "Other"], .inProgress),
        ("Widget", [:], .unknown),
        ("Widget", ["phase": "Up", "observedGeneration": 0], .inProgress),
        ("Widget", ["phase": "Up", "observedGeneration": 1], .current),
        ("Gadget", ["conditions": [["type": "Ok"]]], .current), ("Gadget", [:], .inProgress),
    ]

    @Test(arguments: cases) func `HC-8, HC-9: expressions decide in their order, an exact kind before its group`(
        _ kind: String, _ status: Value, _ expected: ResourceStatus
    ) throws {
        let expressions = try HealthExpressions(Self.checks)
        let result = try #require(expressions.read(Self.object(kind, status)))
        #expect(result.reading.status == expected)
        #expect((result.error != nil) == (expected == .unknown))
    }

    @Test func `other groups are left to the rules of the toolkit`() throws {
        let expressions = try HealthExpressions(Self.checks)
        #expect(expressions.read(Self.object("Widget", group: "b.io", [:])) == nil)
        #expect(!expressions.decides(GroupKind(group: "apps", kind: "Deployment")))
    }

    @Test func `HC-9: what is not boolean is an error`() throws {
        let expressions = try HealthExpressions([Check(apiVersion: "a.io/v1", current: "status.phase")])
        let result = try #require(expressions.read(Self.object("Widget", ["phase": "Up"])))
        #expect(result.reading.status == .unknown)
        #expect(result.error == "failed to evaluate CEL expression as boolean: 'status.phase'")
    }

    @Test func `what cannot be read is refused`() {
        let broken = #expect(throws: InvalidExpression.self) {
            try HealthExpressions([Check(apiVersion: "a.io/v1", current: "status.")])
        }
        #expect(
            broken?.description.hasPrefix(
                "failed to create custom status evaluator for healthchecks[0]: failed to parse the expression Current: "
            ) == true)
        #expect(throws: InvalidExpression.self) {
            try HealthExpressions([Check(apiVersion: "a.io/v1", kind: "W", current: "")])
        }
        #expect(throws: InvalidExpression.self) {
            try HealthExpressions([
                Check(apiVersion: "a.io/v1", kind: "W", current: "true"),
                Check(apiVersion: "a.io/v2", kind: "W", current: "true"),
            ])
        }
    }
}

@Suite struct ReadyExpressionTests {
    static let cases: [(String, Bool)] = [
        ("dep.metadata.name == 'base'", true), ("self.metadata.namespace == dep.metadata.namespace", true),
        ("dep.status.lastAppliedRevision == '1'", true), ("dep.status.lastAppliedRevision == '2'", false),
        ("dep.metadata.?labels.?tier.orValue('none') == 'none'", true),
        ("dep.status.conditions.filter(c, c.type == 'Ready').all(c, c.status == 'True')", true),
        ("has(dep.spec.interval) && self.spec.prune == true", true),
    ]

    private static let base = kustomization("base") {
        $0.status.lastAppliedRevision = "1"
        $0.status.conditions = [
            Condition(type: .ready, status: .true, lastTransitionTime: "", reason: .progressing, message: "")
        ]
    }

    @Test(arguments: cases) func `DP-2: the expression sees both objects`(_ text: String, _ isReady: Bool) throws {
        #expect(try ReadyExpression(text).isReady(Self.base, for: kustomization("web")) == isReady)
    }

    @Test(arguments: ["dep.", "other == 1", "dep.spec.suspend", "1 + 1", "'a'", "nothing(dep)"])
    func `DP-2: what is not boolean, names something else or cannot be read is refused`(_ text: String) {
        #expect(throws: InvalidExpression.self) { try ReadyExpression(text) }
    }

    @Test func `DP-3, DP-4: what an expression says counts, beside the conditions only where the gate is on`() throws {
        let web = kustomization("web") {
            $0.spec.dependsOn = [
                .init(name: "base", readyExpr: "dep.status.lastAppliedRevision == 'x'"),
                .init(name: "base", readyExpr: "dep.status.none == 1"), .init(name: "base", readyExpr: "true"),
            ]
        }
        func problems(_ isAdditive: Bool) throws -> [String?] {
            try DependencyCheck.rules(of: web, isAdditive: isAdditive).map {
                $0.problem(with: kustomization("base"), for: web, revision: "1")
            }
        }
        let missing = "failed to evaluate the CEL expression 'dep.status.none == 1': no such key: lastAppliedRevision"
        let found = try problems(false)
        #expect(found[1]?.hasPrefix(missing.prefix(40)) == true)
        #expect(found[2] == nil)
        #expect(try problems(true)[2] == "dependency 'apps/base' is not ready")
        let old = kustomization("base") { $0.status.lastAppliedRevision = "1" }
        let rule = try DependencyCheck.rules(of: web, isAdditive: false)[0]
        #expect(
            rule.problem(with: old, for: web, revision: "1")
                == "dependency 'apps/base' is not ready according to readyExpr eval")
    }
}

@Suite struct ExpressionFlowTests {
    let world = TestWorld()
    static let widget =
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: apps}\nspec: {replicas: 1}\n"
    static let configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: apps}\ndata: {x: '1'}\n"
    let id = ObjectIdentity(
        kind: GroupKind(group: "apps", kind: "Deployment"), key: ObjectKey(namespace: "apps", name: "d"))

    @Test(arguments: [
        "healthCheckExprs: [{apiVersion: a/v1, current: 'status.'}]", "dependsOn: [{name: a, readyExpr: 'dep.x'}]",
    ]) func `RC-5, DP-2: an expression that can never work stalls`(_ spec: String) async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("web", spec)
            try await eventually("stalled") { world["web"]?.status.conditions.isTrue(.stalled) == true }
        }
        let text = "Reconciliation failed terminally due to configuration error: "
        #expect(world.ready("web")?.message.hasPrefix(text) == true)
        #expect(world.ready("web")?.reason == .invalidCELExpression)
        #expect(world.events("InvalidCELExpression").count == 1)
        #expect(world.api.objects.isEmpty)
    }

    @Test func `HC-8: an expression decides over the rules of the toolkit`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["d.yaml": Self.widget])
            let checks =
                "healthCheckExprs: [{apiVersion: apps/v1, kind: Deployment, current: \"status.mine == 'yes'\"}]"
            try world.apply("web", "wait: true\n\(checks)")
            try await eventually("the check runs") { world["web"]?.status.conditions[.healthy]?.status == .unknown }
            world.api.edit(self.id) { $0.content["status"] = ["mine": "yes"] }
            try await world.waitUntilReady("web", at: "1")
        }
    }

    @Test func `DP-3: an expression holds a Kustomization back until it is true`() async throws {
        let world = world
        try await world.run { _ in
            try await world.publish("1", ["a.yaml": Self.configMap])
            try world.apply("base")
            try await world.waitUntilReady("base", at: "1")
            try world.apply(
                "web", "dependsOn: [{name: base, readyExpr: \"dep.metadata.?labels.?go.orValue('') == 'yes'\"}]")
            try await world.waitUntil("web", is: .dependencyNotReady)
            #expect(
                world.ready("web")?.message == "dependency 'apps/base' is not ready according to readyExpr eval")
        }
    }
}
