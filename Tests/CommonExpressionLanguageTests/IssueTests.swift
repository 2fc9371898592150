import CommonExpressionLanguage
import Testing

@Suite struct IssueTests {
    private static let operands =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

    static let cases: [(String, String)] = [
        ("y", "ERROR: <input>:1:1: undeclared reference to 'y' (in container '')\n | y\n | ^"),
        (
            "n + missing",
            "ERROR: <input>:1:5: undeclared reference to 'missing' (in container '')\n | n + missing\n | ....^"
        ),
        (
            "nothing(n)",
            "ERROR: <input>:1:8: undeclared reference to 'nothing' (in container '')\n | nothing(n)\n | .......^"
        ),
        (
            "n == 'a'",
            "ERROR: <input>:1:3: found no matching overload for '_==_' applied to '(int, string)'\n | n == 'a'\n | ..^"
        ),
        (
            "s.startsWith(1)",
            "ERROR: <input>:1:13: found no matching overload for 'startsWith' applied to 'string.(int)'\n | s.startsWith(1)\n | ............^"
        ),
        ("n && true", "ERROR: <input>:1:1: expected type 'bool' but found 'int'\n | n && true\n | ^"),
        ("[1, 'a']", "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^"),
        ("n.field", "ERROR: <input>:1:2: type 'int' does not support field selection\n | n.field\n | .^"),
        (
            "n.all(i, true)",
            "ERROR: <input>:1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)\n | n.all(i, true)\n | ^"
        ),
        ("has(n)", "ERROR: <input>:1:5: invalid argument to has() macro\n | has(n)\n | ....^"),
        ("x.map(1, true)", "ERROR: <input>:1:7: argument is not an identifier\n | x.map(1, true)\n | ......^"),
        (
            "'%d'.format(['a'])",
            "ERROR: <input>:1:14: error during formatting: decimal clause can only be used on integers, was given string\n"
                + " | '%d'.format(['a'])\n | .............^"
        ),
        (
            "'a'.format([1])",
            "ERROR: <input>:1:11: too many arguments supplied to string.format (expected 0, got 1)\n"
                + " | 'a'.format([1])\n | ..........^"
        ),
        (
            "n = 1",
            "ERROR: <input>:1:3: Syntax error: token recognition error at: '= '\n | n = 1\n | ..^\n"
                + "ERROR: <input>:1:5: Syntax error: extraneous input '1' expecting <EOF>\n | n = 1\n | ....^"
        ),
        (
            "in",
            "ERROR: <input>:1:1: Syntax error: mismatched input 'in' expecting \(operands)\n | in\n | ^\n"
                + "ERROR: <input>:1:3: Syntax error: mismatched input '<EOF>' expecting \(operands)\n | in\n | ..^"
        ),
        (
            "n && && b",
            "ERROR: <input>:1:6: Syntax error: extraneous input '&&' expecting \(operands)\n | n && && b\n | .....^"
        ),
        ("../n", "ERROR: <input>:1:2: Syntax error: no viable alternative at input '..'\n | ../n\n | .^"),
        ("n ? n", "ERROR: <input>:1:6: Syntax error: mismatched input '<EOF>' expecting ':'\n | n ? n\n | .....^"),
        ("", "ERROR: <input>:1:0: Syntax error: mismatched input '<EOF>' expecting \(operands)"),
        ("x.all(1, true)", "ERROR: <input>:1:7: argument must be a simple name\n | x.all(1, true)\n | ......^"),
        ("namespace == 1", "ERROR: <input>:1:1: reserved identifier: namespace\n | namespace == 1\n | ^"),
        ("duration('x')", "ERROR: <input>:1:10: invalid duration argument\n | duration('x')\n | .........^"),
        ("s.matches('[')", "ERROR: <input>:1:11: invalid matches argument\n | s.matches('[')\n | ..........^"),
        ("99999999999999999999", "ERROR: <input>:1:1: invalid int literal\n | 99999999999999999999\n | ^"),
        (
            "'é' + y\n  + z",
            "ERROR: <input>:1:7: undeclared reference to 'y' (in container '')\n | 'é' + y\n | .．....^\n"
                + "ERROR: <input>:2:5: undeclared reference to 'z' (in container '')\n |   + z\n | ....^"
        ),
    ]

    @Test(arguments: cases) func `what is wrong is said as cel-go says it`(_ text: String, _ issues: String) {
        #expect(Expressions.issues(text) == issues)
    }

    @Test(arguments: [
        "", "1 +", "(1", "[1", "{1:", "f(", "a.", "'abc", "1 2", "a ? b", "@", "1 = 2", "{1}", "a..b", "\\",
    ])
    func `malformed text is a syntax error`(_ text: String) {
        #expect(Expressions.issues(text).hasPrefix("ERROR: <input>:1:"))
        #expect(Expressions.issues(text).contains("Syntax error"))
    }

    static let deep = [
        String(repeating: "(", count: 5_000) + "1" + String(repeating: ")", count: 5_000),
        String(repeating: "[", count: 5_000),
        String(repeating: "!", count: 50_000) + "true ? 1 : " + String(repeating: "-", count: 9),
        "1" + String(repeating: "+1", count: 5_000), "x" + String(repeating: ".a", count: 5_000),
        String(repeating: "x.all(i, ", count: 2_000), String(repeating: "true ? 1 : ", count: 5_000) + "1",
        String(repeating: "a", count: 100_001), "/" + String(repeating: "!", count: 90_000),
    ]

    @Test(arguments: deep) func `deep and long expressions are refused`(_ text: String) {
        #expect(!Expressions.issues(text).isEmpty)
    }

    @Test func `long chains of logic do not nest`() throws {
        let text = "true" + String(repeating: " && true", count: 5_000)
        #expect(try Expressions.evaluate(text).bool == true)
    }
}
