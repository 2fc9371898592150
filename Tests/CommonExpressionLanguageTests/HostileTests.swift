import CommonExpressionLanguage
import DocumentModel
import Testing

/// Expressions made to take all time or memory: each is refused or ends at its limits.
@Suite(.timeLimit(.minutes(1))) struct HostileTests {
    static let hostile = [
        // Regular expressions
        "'x'.matches('((((){1000}){1000}){1000}){1000}')", "s.matches('((((x{1000}){1000}){1000}){1000}')",
        // Macros that would double the tree
        "optional.of(1)" + String(repeating: ".optMap(v, v)", count: 400),
        "cel.bind(a, [1], " + String(repeating: "a.map(b, a.map(c, ", count: 100) + "1"
            + String(repeating: "))", count: 100) + ")",
    ]

    @Test(arguments: hostile) func `is refused`(_ text: String) {
        #expect(!Expressions.issues(text).isEmpty)
    }

    private static let shared =
        "cel.bind(a, [1, 1], "
        + (0..<40).map { index in
            let name = index == 0 ? "a" : "v\(index)"
            return "cel.bind(v\(index + 1), [dyn(\(name)), dyn(\(name))], "
        }.joined()
    private static let closing = String(repeating: ")", count: 41)

    static let costly = [
        // Nested values that share their parts
        shared + "v40 == [dyn(v39), dyn(v39)]" + closing, shared + "dyn(v39) in v40" + closing,
        shared + "v40.indexOf(v39) == 0" + closing, shared + "[dyn(v40)].distinct().size() == 1" + closing,
        shared + "sets.contains(v40, v40)" + closing, shared + "'%s'.format([v40]) == ''" + closing,
        shared + "v40.flatten(100).size() > 0" + closing, shared + "dyn(v40).max() == 1" + closing,
        shared + "dyn(v40).sum() == 1" + closing, shared + "dyn(v40).isSorted()" + closing,
        // Texts that double, and more
        "cel.bind(a, s.replace('', s), cel.bind(b, a.replace('', a), b.replace('', b).size() > 0))",
        "cel.bind(l, lists.range(1000).map(i, s), cel.bind(a, l.join(s), lists.range(1000).map(i, a).join(a).size() > 0))",
        "cel.bind(a, '%s%s%s%s%s%s%s%s%s%s'.format([s,s,s,s,s,s,s,s,s,s]), cel.bind(b, a.replace('x', a), "
            + "b.replace('x', b).size() > 0))",
        // Lists that double
        "cel.bind(a, lists.range(10000), "
            + (1...30).map { index in
                let name = index == 1 ? "a" : "v\(index)"
                return "cel.bind(v\(index + 1), \(name) + \(name), "
            }.joined() + "v31.size() > 0" + String(repeating: ")", count: 31),
        "lists.range(5000).all(i, (x + x).size() > 0)",
        // Work that has no size
        "lists.range(5000).all(i, '%f %e'.format([1.0e308, 1.0e-308]) != '')",
        "lists.range(5000).all(i, x == x)", "lists.range(100).all(i, !s.matches('(x?){500}y'))",
        "lists.range(100).all(i, s.findAll('x*y|x').size() > 0)",
    ]

    @Test(arguments: costly) func `ends at its limits`(_ text: String) throws {
        let list = CELValue(.array(Array(repeating: .array([1, "a"]), count: 2_000)))
        let program = try Expressions.environment().compile(text)
        let outcome = program.run(
            ["s": .string(String(repeating: "x", count: 2_000)), "x": list],
            limits: CELLimits(cost: 100_000, bytes: 32 << 20))
        let error = #expect(throws: CELError.self) { try outcome.result.get() }
        #expect(error?.kind == .costLimit, "\(String(describing: error))")
    }

    @Test func `a value too large for a document is none`() throws {
        let value = try Expressions.evaluate(Self.shared + "v40" + Self.closing)
        #expect(throws: CELError.self) { try value.document() }
    }

    @Test(arguments: [
        "[1]" + String(repeating: ".map(a, {a: a})", count: 40) + ".size() == 1",
        "[1]" + String(repeating: ".map(a, [[a, a], [a]])", count: 40) + ".size() == 1",
        (0..<60).map { "cel.bind(v\($0), [], " }.joined()
            + (0..<59).map { "v\($0) == [{v\($0 + 1): v\($0 + 1)}]" }.joined(separator: " && ")
            + String(repeating: ")", count: 60),
    ]) func `types that double have a limit`(_ text: String) {
        _ = Expressions.issues(text)
    }

    @Test func `after a hundred issues the rest are counted`() {
        let text = Expressions.issues("[" + (0..<300).map { "y\($0)" }.joined(separator: ", ") + "]")
        #expect(text.hasSuffix("\n200 more errors were truncated"))
        #expect(text.utf8.count < 1_000_000)
        let long = Expressions.issues("[" + String(repeating: "yyyyyyyyyy,", count: 9_000) + "]")
        #expect(long.utf8.count < 1_000_000)
        #expect(Expressions.issues(String(repeating: "y", count: 90_000)).utf8.count < 10_000)
    }

    @Test func `what optional macros are called on runs once`() throws {
        let text = "optional.of(1)" + String(repeating: ".optMap(v, v + 1)", count: 40) + ".value() == 41"
        let outcome = try Expressions.environment().compile(text).run([:])
        #expect(try outcome.result.get().bool == true)
        #expect(outcome.cost < 1_000)
        #expect(
            try Expressions.evaluate("[optional.of([1])].map(o, o.optFlatMap(v, v[?0]).value()) == [1]").bool == true)
        #expect(try Expressions.evaluate("optional.none().optMap(v, 1).hasValue()").bool == false)
    }

    @Test(arguments: [
        "1e9223372036854775807", "1e-9223372036854775807", "9200000000000000000000Ei",
        "0.00000000009223372036854775807Ei",
    ])
    func `quantities of any exponent have a value`(_ text: String) throws {
        #expect(try Expressions.evaluate("quantity('\(text)').isGreaterThan(quantity('0'))").bool == true)
    }

    @Test func `limits of a schema may be as large as numbers are`() throws {
        let text: Value = ["type": "string", "maxLength": .integer(.max)]
        let other: Value = ["x-kubernetes-int-or-string": true, "maxLength": .integer(.max - 1)]
        #expect(DocumentType.type(of: text, name: "self", isResource: false) != nil)
        #expect(DocumentType.type(of: other, name: "self", isResource: false) != nil)
    }

    @Test func `patterns that only Swift takes for equal are two`() throws {
        #expect(try Expressions.evaluate("'\u{E9}'.matches(s)", ["s": "^\u{E9}$"]).bool == true)
        #expect(try Expressions.evaluate("'\u{E9}'.matches(s)", ["s": "^e\u{301}$"]).bool == false)
    }
}
