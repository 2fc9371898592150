import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct SettingsTests {
    private func settings(_ arguments: [String], _ environment: [String: String] = [:]) throws -> ManagerSettings {
        let flags = CommonFlags.all(concurrent: 2, groups: Set(CommonFlagGroup.allCases), own: [])
        guard case .run(let values) = try FlagParser(flags).parse(arguments, environment: { environment[$0] })
        else { throw FlagSyntaxError("help") }
        return try ManagerSettings(
            name: "x-controller", concurrent: 2, flags: values, environment: { environment[$0] }, podNamespace: "pod")
    }

    @Test func `defaults are those of the contract`() throws {
        let settings = try settings([])
        #expect(settings.metricsAddress == ":8080")
        #expect(settings.healthAddress == ":9440")
        #expect(settings.concurrency == 2)
        #expect(settings.minimumRetryDelay == .milliseconds(750))
        #expect(settings.intervalJitter == 5)
        #expect(settings.election == nil)
        #expect(settings.watchNamespace == nil)
    }

    @Test func `one namespace is watched only when it is known`() throws {
        #expect(
            try settings(["--watch-all-namespaces=false"], ["RUNTIME_NAMESPACE": "flux-system"]).watchNamespace
                == "flux-system")
        #expect(try settings(["--watch-all-namespaces=false"]).watchNamespace == nil)
        #expect(try settings([], ["RUNTIME_NAMESPACE": "flux-system"]).watchNamespace == nil)
    }

    @Test func `the lease is named after the controller and its shard`() throws {
        let plain = try #require(try settings(["--enable-leader-election"]).election)
        #expect(plain.leaseName == "x-controller-leader-election")
        #expect(plain.leaseNamespace == "pod")
        #expect(plain.leaseDuration == .seconds(35))
    }

    static let refused = [
        ["--interval-jitter-percentage=100"], ["--concurrent=0"], ["--watch-label-selector=a b c"],
        ["--watch-label-selector=-bad-=x"], ["--watch-configs-label-selector=a=b,,c"], ["--min-retry-delay=0s"],
        ["--enable-leader-election", "--leader-election-lease-duration=10s"],
    ]
    @Test(arguments: refused) func `settings that cannot be obeyed are refused`(_ arguments: [String]) {
        #expect(throws: SettingsError.self) { try settings(arguments) }
    }

    @Test(arguments: [
        "", "a=b", "a==b", "a!=b", "!a", "a", "a in (b,c)", "a notin (b, c),d=e", "sharding.fluxcd.io/key=shard1", "a=",
        "app.kubernetes.io/part-of = flux",
    ]) func `well-formed selectors pass`(_ selector: String) {
        #expect(LabelSelectorCheck.problem(in: selector) == nil)
    }
}
