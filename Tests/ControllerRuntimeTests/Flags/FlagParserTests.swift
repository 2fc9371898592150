import Platform
import Testing

@testable import ControllerRuntime

@Suite(.timeLimit(.minutes(1))) struct FlagParserTests {
    static let text = Flag("text", default: "d", environment: "TEXT", help: "A text.")
    static let on = Flag("on", default: true, help: "A switch.")
    static let count = Flag("count", default: 4, help: "A number.")
    static let wait = Flag("wait", default: Duration.seconds(30), help: "A duration.")
    static let list = Flag("list", default: [String](), help: "A list.")
    static let many = Flag("many", default: RepeatedStrings(), help: "Repeated.")
    static let percent = Flag("percent", default: UInt8(5), help: "A percentage.")
    static let rate = Flag("rate", default: 50.0, help: "A rate.")
    static let all: [any FlagDeclaration] = [text, on, count, wait, list, many, percent, rate]

    private func parse(_ arguments: [String], _ environment: [String: String] = [:]) throws -> FlagValues {
        guard case .run(let values) = try FlagParser(Self.all).parse(arguments, environment: { environment[$0] })
        else { throw FlagSyntaxError("asked for help") }
        return values
    }

    @Test func `values come after an equals sign or as the next argument`() throws {
        let values = try parse(["--text=a=b", "--count", "7", "--wait=1m30s", "--rate", "1.5", "--percent=99"])
        #expect(values[Self.text] == "a=b")
        #expect(values[Self.count] == 7)
        #expect(values[Self.wait] == .seconds(90))
        #expect(values[Self.rate] == 1.5)
        #expect(values[Self.percent] == 99)
        #expect(values.given.contains("text") && !values.given.contains("list"))
    }

    @Test func `booleans stand alone and take values only with an equals sign`() throws {
        #expect(try parse(["--on"])[Self.on])
        #expect(try parse(["--on=false"])[Self.on] == false)
        #expect(throws: FlagSyntaxError.self) { try parse(["--on", "false"]) }
    }

    @Test func `lists split at commas and grow, arrays only grow`() throws {
        let values = try parse(["--list=a,b", "--list=c", "--many=a,b", "--many=c"])
        #expect(values[Self.list] == ["a", "b", "c"])
        #expect(values[Self.many].values == ["a,b", "c"])
    }

    @Test func `the environment gives defaults that the command line overrides`() throws {
        #expect(try parse([], ["TEXT": "env"])[Self.text] == "env")
        #expect(try parse([], ["TEXT": ""])[Self.text] == "d")
        #expect(try parse(["--text=x"], ["TEXT": "env"])[Self.text] == "x")
    }

    static let bad = [
        (["--nope"], "unknown flag: --nope"), (["--count"], "flag needs an argument: --count"),
        (["--count=x"], "invalid argument \"x\" for \"--count\" flag: \"x\" is no whole number"),
        (
            ["--wait=10"],
            "invalid argument \"10\" for \"--wait\" flag: \"10\" is no duration; write it like 750ms, 30s or 1h30m"
        ),
        (
            ["--percent=256"],
            "invalid argument \"256\" for \"--percent\" flag: \"256\" is no whole number from 0 to 255"
        ),
        (["stray"], "unexpected argument \"stray\": this program takes flags only"),
        (["-x"], "unknown shorthand flag: -x; flags are written with two dashes"),
        (["--=x"], "unknown flag: --"),
    ]

    @Test(arguments: bad) func `a bad command line says what is wrong`(_ arguments: [String], _ message: String) {
        let error = #expect(throws: FlagSyntaxError.self) { try parse(arguments) }
        #expect(error?.description == message)
    }

    @Test func `help lists every flag with its default, and examples`() throws {
        let process = ControllerProcess(
            name: "widget-controller", concurrent: 4, groups: Set(CommonFlagGroup.allCases), gates: []
        ) { _ in }
        for line in [
            "--concurrent int", "--kube-api-qps float32", "(default 50)", "--watch-all-namespaces ", "(default true)",
            "--interval-jitter-percentage uint8", "--override-manager stringArray", "Examples:",
            "--min-retry-delay duration", "(default 750ms)", "(default \"reconcile.fluxcd.io/watch=Enabled\")",
            "--token-cache-max-duration duration", "--insecure-kubeconfig-tls", "--http-retry int", "(default 1h0m0s)",
        ] {
            #expect(process.usage.contains(line))
        }
        guard case .help = try process.parse(["--log-level=debug", "--help"]) else {
            return #expect(Bool(false), "help is asked for")
        }
    }

    @Test func `feature gates are known by name`() throws {
        let known = [FeatureGate("A"), FeatureGate("B", isOnByDefault: true)]
        let gates = try FeatureGateParser.parse(["A=true", " B = false "], known: known)
        #expect(gates.isOn(known[0]))
        #expect(!gates.isOn(known[1]))
        #expect(try FeatureGateParser.parse([], known: known).isOn(known[1]))
        let error = #expect(throws: FlagSyntaxError.self) { try FeatureGateParser.parse(["C=true"], known: known) }
        #expect(error?.description == "feature-gate 'C' not supported; this program knows A, B")
        #expect(throws: FlagSyntaxError.self) { try FeatureGateParser.parse(["A"], known: known) }
        #expect(throws: FlagSyntaxError.self) { try FeatureGateParser.parse(["A=maybe"], known: known) }
    }
}
