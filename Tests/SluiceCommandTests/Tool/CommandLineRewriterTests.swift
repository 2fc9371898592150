import Testing

@testable import SluiceCommand

@Suite struct CommandLineRewriterTests {
    static let lines: [(String, String)] = [
        ("get kustomizations", "get kustomizations"),
        ("-n apps get ks", "get ks -n apps"),
        ("--namespace=apps get ks", "get ks --namespace=apps"),
        ("get -A ks --no-header", "get ks -A --no-header"),
        ("--kubeconfig f get sources git x", "get sources git --kubeconfig f x"),
        ("create ks x --prune=true --wait=false", "create ks x --prune --no-wait"),
        ("get ks --watch=false", "get ks"),
        ("install --network-policy=false", "install --no-network-policy"),
        ("dev -- source-controller:--x=true", "dev -- source-controller:--x=true"),
        ("create source git x --label a=true", "create source git x --label a=true"),
    ]

    @Test(arguments: lines) func `command lines of Go tools become those of the parser`(
        _ typed: String, _ parsed: String
    ) {
        let line = CommandLineRewriter(root: RootCommand.self).rewrite(typed.split(separator: " ").map(String.init))
        #expect(line.arguments.joined(separator: " ") == parsed)
    }

    @Test func `the names of flags the rewriting knows are those of the commands`() {
        let flags = CommandTree.all.flatMap(CommandTree.flags)
        let switches = Set(flags.filter { !$0.takesValue }.map(\.name)).subtracting(["help", "version"])
        let inverted = Set(switches.filter { $0.hasPrefix("no-") && switches.contains(String($0.dropFirst(3))) })
        #expect(switches.subtracting(inverted).subtracting(FlagNames.switches).isEmpty)
        #expect(Set(inverted.map { String($0.dropFirst(3)) }).isSubset(of: FlagNames.invertible))
    }
}
