import Testing

@testable import SluiceCommand

@Suite struct NamespaceTests {
    private func namespace(
        _ line: String, variables: [String: String] = [:], context: String? = nil
    ) async -> String {
        let run = await sluice(line, variables: variables, contextNamespace: context)
        return run.errors
    }

    @Test func `the flag wins over the context, that over the variable, that over the default`() async {
        let none = "get kustomizations"
        #expect(await namespace(none).contains("\"flux-system\""))
        let variable = ["FLUX_SYSTEM_NAMESPACE": "gitops"]
        #expect(await namespace(none, variables: variable, context: "dev").contains("\"gitops\""))
        let follow = "--ns-follows-kube-context \(none)"
        #expect(await namespace(follow, variables: variable, context: "dev").contains("\"dev\""))
        #expect(await namespace(follow, variables: variable).contains("\"gitops\""))
        #expect(await namespace("\(follow) -n apps", variables: variable, context: "dev").contains("\"apps\""))
        let switched = ["FLUX_NS_FOLLOWS_KUBE_CONTEXT": "1"]
        #expect(await namespace(none, variables: switched, context: "dev").contains("\"dev\""))
    }

    @Test func `a wrong name is refused before any call, a wrong variable ignored with a warning`() async {
        let cluster = FakeCluster()
        let run = await sluice("get ks -n Not_A_Label", on: cluster)
        #expect(run.exitCode == 1)
        #expect(run.errors.hasPrefix("✗ namespace \"Not_A_Label\" must be a DNS label"))
        #expect(cluster.calls.isEmpty)
        let warned = await namespace("get ks", variables: ["FLUX_SYSTEM_NAMESPACE": "A B"])
        #expect(warned.contains("⚠️ FLUX_SYSTEM_NAMESPACE"))
        #expect(warned.contains("\"flux-system\""))
    }
}
