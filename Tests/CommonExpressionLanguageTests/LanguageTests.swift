import CommonExpressionLanguage
import DocumentModel
import Testing

@Suite struct LanguageTests {
    static let truths = [
        // Literals
        "1 + 2 * 3 == 7", "-9223372036854775808 < 0", "0xFF == 255", "7u + 1u == 8u", "1e3 == 1000.0", ".5 == 0.5",
        "'a\\n\\x41\\u00e9\\U0001F600\\101' == \"a\\nAé😀A\"", "r'\\n'.size() == 2", "'''a\n'b''' == \"a\\n'b\"",
        "b'\\xff\\x00'.size() == 2", "b'é' == b'\\xc3\\xa9'", "size('é😀') == 2", "null == null", "!false && true",
        "[1, 2,][1] == 2", "{'a': 1,}.a == 1", "-(-1) == 1", "--1 == 1", "!!true",
        // Logic absorbs failures where the other side decides.
        "true || 1 / 0 > 0", "1 / 0 > 0 || true", "!(false && 1 / 0 > 0)", "!(1 / 0 > 0 && false)",
        "true ? true : 1 / 0 > 0",
        // Equality across types, order across numbers
        "dyn(1) == 1.0", "dyn(1) != 'a'", "1 < 2.5", "2u > 1", "dyn(-1) < 1u", "!(dyn(double('NaN')) == double('NaN'))",
        "dyn([1, 2]) == [1.0, 2.0]", "{1: 'a'}[dyn(1.0)] == 'a'", "dyn(1u) in [1, 2]", "'b' > 'a'", "b'a' < b'b'",
        "false < true", "type(1) == int", "type(type(1)) == type", "type([]) == list", "type(null) == null_type",
        // Conversions
        "int('-7') == -7", "int(2.9) == 2", "uint(3) == 3u", "double('1.5') == 1.5", "string(1.0) == '1'",
        "string(1e21) == '1e+21'", "bool('t')", "string(b'ab') == 'ab'", "bytes('ab') == b'ab'",
        "string(duration('90m')) == '5400s'", "int(timestamp('1970-01-01T00:01:00Z')) == 60",
        "string(timestamp('2020-01-02T03:04:05.120Z')) == '2020-01-02T03:04:05.12Z'",
        // Macros
        "has({'a': 1}.a) && !has({'a': 1}.b)", "[1, 2].all(i, i > 0)", "[].all(i, false)", "[1, 2].exists(i, i == 2)",
        "[1, 2, 2].exists_one(i, i == 1)", "[1, 2].map(i, i * 2) == [2, 4]", "[1, 2].map(i, i > 1, i * 2) == [4]",
        "[1, 2, 3].filter(i, i % 2 == 1) == [1, 3]", "{'a': 1, 'b': 2}.all(k, k in ['a', 'b'])",
        "[[1], [2, 3]].map(l, l.map(i, i + size(l))) == [[2], [4, 5]]", "[1, 0].exists(i, 4 / i == 4)",
        "![0, -1].all(i, 4 / i > 0)", "[3, 4].all(i, v, i < v)", "{'a': 1}.exists(k, v, k == 'a' && v == 1)",
        "[7, 8].existsOne(i, v, i == 0 && v == 7)", "[5, 6].transformList(i, v, i + v) == [5, 7]",
        "[5, 6].transformList(i, v, i > 0, v) == [6]", "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}",
        "['a'].transformMapEntry(i, v, {v: i}) == {'a': 0}", "cel.bind(a, 2, a * a) == 4",
        // Optionals
        "optional.of(1).value() == 1", "!optional.none().hasValue()", "{'a': 1}.?a.orValue(0) == 1",
        "{'a': 1}.?b.orValue(0) == 0", "{'a': {'b': 1}}.?a.b.orValue(0) == 1", "[1][?5].orValue(9) == 9",
        "{?'a': optional.none(), 'b': 1} == {'b': 1}", "[?optional.of(1), ?optional.none()] == [1]",
        "optional.of(2).optMap(v, v + 1).value() == 3", "!optional.none().optMap(v, v).hasValue()",
        "optional.of(2).optFlatMap(v, optional.of(v)).value() == 2", "optional.none().or(optional.of(1)).value() == 1",
        "!optional.ofNonZeroValue(0).hasValue()", "[1, 2].first().value() == 1", "[1, 2].last().value() == 2",
        "!dyn([]).first().hasValue()",
        // Times
        "timestamp('2024-02-29T12:34:56.789Z').getDayOfYear() == 59",
        "timestamp('2024-03-01T00:00:00Z').getMonth() == 2",
        "timestamp('2024-03-01T00:00:00Z').getDate() == 1", "timestamp('2024-03-01T00:00:00Z').getDayOfMonth() == 0",
        "timestamp('2024-03-03T00:00:00Z').getDayOfWeek() == 0",
        "timestamp('2024-03-01T12:34:56Z').getHours('+05:30') == 18",
        "timestamp('2024-03-01T12:34:56.789Z').getMilliseconds() == 789", "duration('1h2m').getMinutes() == 62",
        "timestamp('2024-03-01T00:00:00Z') + duration('24h') == timestamp('2024-03-02T00:00:00Z')",
        "timestamp('2024-03-02T00:00:00Z') - timestamp('2024-03-01T00:00:00Z') == duration('86400s')",
        "timestamp('2024-03-02T00:00:00+02:00') == timestamp('2024-03-01T22:00:00Z')",
        "duration('1m') > duration('59s')",
        "// a comment\ntrue",
    ]

    @Test(arguments: truths) func `is true`(_ text: String) throws {
        #expect(try Expressions.evaluate(text).bool == true)
    }

    static let failures: [(String, String)] = [
        ("1 / 0", "division by zero"), ("1 % 0", "modulus by zero"), ("1u / 0u", "division by zero"),
        ("9223372036854775807 + 1", "integer overflow"), ("-9223372036854775808 / -1", "integer overflow"),
        ("0u - 1u", "unsigned integer overflow"), ("uint(-1)", "unsigned integer overflow"),
        ("int(1e30)", "integer overflow"), ("{'a': 1}.b", "no such key: b"), ("{'a': 1}['b']", "no such key: b"),
        ("[1][3]", "index out of bounds: 3"), ("dyn(1) + 'a'", "no such overload: _+_(int, string)"),
        ("int('a')", "type conversion error from 'string' to 'int'"), ("x", "no such attribute(s): x"),
        ("optional.none().value()", "optional.none() dereference"), ("{'a': 1, 'a': 2}", "Failed with repeated key"),
        ("string(b'\\xff')", "invalid UTF-8 in bytes, cannot convert to string"), ("dyn('a').b", "no such key: b"),
        ("dyn('a')[1]", "no such key: 1"), ("dyn([1]).b", "unsupported index type 'string' in list"),
        ("timestamp('9999-12-31T23:59:59Z') + duration('1s')", "timestamp overflow"),
        ("1 / 0 > 0 || false", "division by zero"), ("[1, 0].all(i, 4 / i > 0)", "division by zero"),
        (
            "cidr('1.2.3.4')",
            "network address parse error during conversion from string: network address parse error during conversion "
                + "from string: netip.ParsePrefix(\"1.2.3.4\"): no '/'"
        ),
    ]

    @Test(arguments: failures) func `fails in the words of cel-go`(_ text: String, _ message: String) throws {
        let program = try Expressions.environment().compile(text)
        #expect(throws: CELError(message)) { try program.evaluate([:]) }
    }

    @Test func `without types names are looked up when it runs`() throws {
        let environment = CELEnvironment(libraries: .flux)
        let program = try environment.parse("status.phase == 'Ready' && has(metadata.name) && type(status) == map")
        let values: [String: CELValue] = [
            "status": CELValue(["phase": "Ready"]), "metadata": CELValue(["name": "a"]),
        ]
        #expect(try program.evaluate(values).bool == true)
        #expect(throws: CELError("no such attribute(s): status")) { try program.evaluate([:]) }
        #expect(throws: CELError.self) { try environment.parse("nothing(1)").evaluate([:]) }
    }
}
