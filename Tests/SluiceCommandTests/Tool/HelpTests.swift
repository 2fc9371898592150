import DocumentModel
import Testing

@testable import SluiceCommand

@Suite struct HelpTests {
    @Test(arguments: CommandTree.all) func `the help of every command has examples of it`(
        _ command: CommandTree.Command
    ) {
        let text = command.value["discussion"]?.string ?? ""
        #expect(text.contains("EXAMPLES:"))
        #expect(text.contains("  " + command.path.joined(separator: " ")))
        #expect(command.value["abstract"]?.string?.isEmpty == false)
    }

    @Test func `help shows usage, flags and examples`() async {
        let run = await sluice("get sources git --help")
        #expect(run.exitCode == 0)
        for part in ["USAGE: sluice get sources git", "--status-selector", "EXAMPLES:", "--kubeconfig"] {
            #expect(run.output.contains(part))
        }
        #expect(!run.output.contains("--kube-api-qps"))
        #expect(await sluice("get sources git --help-hidden").output.contains("--kube-api-qps"))
        #expect(run.errors.isEmpty)
    }

    @Test func `help and version go to standard output with exit code 0`() async {
        #expect(await sluice("--version").output == "v0.1.0\n")
        #expect(await sluice("help get").output.contains("List objects and their status."))
        #expect(await sluice("get").output.contains("SUBCOMMANDS:"))
    }

    @Test func `the help shows the name the tool was called by`() async {
        let run = await sluice("get kustomizations --help", programName: "flux")
        #expect(run.output.contains("USAGE: flux get kustomizations"))
        #expect(!run.output.contains("sluice get"))
    }

    static let unbuilt = [
        "bootstrap github --owner x", "create helmrelease x", "create hr x", "push artifact oci://x",
        "-n a create tenant x",
        "image", "migrate", "create secret oci x --url y", "plugin list",
    ]

    @Test(arguments: unbuilt.filter { $0 != "image" }) func `verbs that are not built say so`(_ line: String) async {
        let run = await sluice(line)
        #expect(run.exitCode == 1)
        #expect(run.errors.hasPrefix("✗ \"sluice "))
        #expect(run.errors.hasSuffix("\" is not built yet\n"))
        #expect(run.output.isEmpty)
    }

    static let wrong = [
        ("get kustomizations --colour red", "✗ Unknown option '--colour'"),
        ("get kustomization apps more", "✗ Unexpected argument 'more'"),
        ("reconcile kustomization", "✗ Missing expected argument '<name>'"),
        ("gett", "✗ Unexpected argument 'gett'"),
        ("get ks --timeout soon", "✗ The value 'soon' is invalid for '--timeout <duration>'"),
        ("completion tcsh", "✗ shell \"tcsh\" is not known"),
    ]

    @Test(arguments: wrong) func `wrong command lines are named and end with exit code 1`(
        _ line: String, _ message: String
    ) async {
        let run = await sluice(line)
        #expect(run.exitCode == 1)
        #expect(run.errors.hasPrefix(message), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func `completion scripts are printed`(_ shell: String) async {
        let run = await sluice("completion \(shell)")
        #expect(run.exitCode == 0)
        #expect(run.output.contains("sluice"))
    }
}
