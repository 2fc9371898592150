import CommonExpressionLanguage
import DocumentModel
import Testing

@Suite struct LibraryTests {
    static let truths = [
        // Strings
        "'tacocat'.charAt(3) == 'o'", "'abcabc'.indexOf('c') == 2", "'abcabc'.indexOf('a', 1) == 3",
        "'abcabc'.lastIndexOf('b') == 4", "['a', 'b'].join('-') == 'a-b'",
        "'A,b'.lowerAscii().split(',') == ['a', 'b']",
        "'a b c'.split(' ', 2) == ['a', 'b c']", "'hé'.split('') == ['h', 'é']", "'aaa'.replace('a', 'b', 2) == 'bba'",
        "'tacocat'.substring(1, 3) == 'ac'", "' a\\t'.trim() == 'a'", "'ab'.upperAscii() == 'AB'",
        "'%s %d %.2f %x %b %o'.format(['a', 5, 1.005, 255, 5, 8]) == 'a 5 1.00 ff 101 10'",
        "'%.1f %f'.format([1234567.5, -42.25]) == '1,234,567.5 -42.250000'",
        "'%e %.1e'.format([1234.5, 0.00012]) == '1.234500×10⁰³ 1.200000×10⁻⁰⁴'",
        "'%s'.format([[1, 'a', {'k': 1.5}]]) == '[1, \"a\", {\"k\":1.500000}]'",
        "!has(dyn(1).x)", "!dyn('a').?b.hasValue()",
        "strings.quote('a\"') == '\"a\\\\\"\"'",
        "base64.encode(b'ab') == 'YWI='", "base64.decode('YWI') == b'ab'",
        // Lists and sets
        "[1, 2, 2].isSorted()", "![2, 1].isSorted()", "[1, 2].sum() == 3", "dyn([]).sum() == 0", "[3, 1].min() == 1",
        "['a', 'c'].max() == 'c'", "[1, 2, 1].lastIndexOf(1) == 2", "[3, 1, 2].sort() == [1, 2, 3]",
        "['ccc', 'a'].sortBy(e, e.size()) == ['a', 'ccc']", "[1, 2, 3].slice(1, 3) == [2, 3]",
        "[[1], [2]].flatten() == [1, 2]", "[1, 1, 2].distinct() == [1, 2]", "lists.range(3) == [0, 1, 2]",
        "[1, 2].reverse() == [2, 1]", "sets.contains([1, 2], [2])", "sets.equivalent([1, 1, 2], [2, 1])",
        "sets.intersects([1], [1, 2])",
        // Regular expressions
        "'abc123'.matches('[0-9]+$')", "'abc 123 4'.find('[0-9]+') == '123'",
        "'123 abc 456'.findAll('[0-9]+') == ['123', '456']", "'1 2 3'.findAll('[0-9]', 2) == ['1', '2']",
        "'<a><b>'.find('<.*?>') == '<a>'", "'abab'.find('(a|ab)(c|bab)') == 'abab'",
        // URLs
        "url('https://u@example.com:80/a b?k=1&k=2').getHost() == 'example.com:80'",
        "url('https://[::1]:80/').getHostname() == '::1'",
        "url('https://example.com:8080/').getPort() == '8080'", "url('https://a/b c').getEscapedPath() == '/b%20c'",
        "url('/x?k=a&k=b').getQuery() == {'k': ['a', 'b']}", "isURL('https://a')", "!isURL('../a')",
        // Addresses
        "ip('::1').isLoopback()", "ip('192.168.0.1').family() == 4", "isIP('2001:db8::1')", "!isIP('::ffff:1.2.3.4')",
        "string(ip('2001:DB8:0:0::1')) == '2001:db8::1'", "!ip.isCanonical('2001:DB8::1')",
        "ip('8.8.8.8').isGlobalUnicast()",
        "ip('169.254.1.1').isLinkLocalUnicast()", "ip('0.0.0.0').isUnspecified()",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3')",
        "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
        "cidr('10.0.0.0/8').prefixLength() == 8", "cidr('10.0.0.0/8').ip() == ip('10.0.0.0')", "!isCIDR('10.0.0.0/33')",
        // Quantities and versions
        "quantity('1Gi').isGreaterThan(quantity('1G'))", "quantity('500m').add(quantity('0.5')) == quantity('1')",
        "quantity('1k').asInteger() == 1000", "!quantity('100m').isInteger()",
        "quantity('1.5').asApproximateFloat() == 1.5",
        "quantity('2').sub(1).compareTo(quantity('1')) == 0", "isQuantity('1e3')", "!isQuantity('1x')",
        "quantity('-1').sign() == -1", "semver('1.2.3').isLessThan(semver('1.10.0'))",
        "semver('1.0.0-a').compareTo(semver('1.0.0')) == -1",
        "isSemver('1.2.3+b')", "!isSemver('1.2')", "isSemver('v1.2', true)", "semver('1.2.3').minor() == 2",
        // Formats
        "!format.dns1123Label().validate('a-b').hasValue()", "format.dns1123Label().validate('A').value().size() == 1",
        "format.named('uuid').value().validate('x').value() == ['does not match the UUID format']",
        "!format.named('none').hasValue()", "!format.dns1123LabelPrefix().validate('a-').hasValue()",
        // Changes
        "jsonpatch.escapeKey('a/b~c') == 'a~1b~0c'", "JSONPatch{op: 'add', path: '/a', value: 1}.op == 'add'",
        "Object{spec: Object.spec{replicas: 3}}.spec.replicas == 3",
    ]

    @Test(arguments: truths) func `is true`(_ text: String) throws {
        #expect(try Expressions.evaluate(text).bool == true)
    }

    @Test func `the latest format function quotes nothing`() throws {
        let value = try Expressions.evaluate("'%s %d'.format([['a', 1.5], 2.5])", libraries: [.flux, .mixedAggregates])
        #expect(value.string == "[a, 1.5] 2.5")
        #expect(try Expressions.evaluate("'abc'.reverse()", libraries: .flux).string == "cba")
    }

    @Test func `a structure becomes a document`() throws {
        let value = try Expressions.evaluate("Object{metadata: Object.metadata{labels: {'a': 'b'}}, l: [1, 2]}")
        #expect(try value.document() == ["metadata": ["labels": ["a": "b"]], "l": [1, 2]])
        guard case .structure(let wrong) = try Expressions.evaluate("Object{metadata: Object.spec{}}") else {
            Issue.record("it is no structure")
            return
        }
        #expect(throws: CELError.self) { try wrong.checkTypeNames() }
    }

    private struct Reader: CELAuthorizer {
        var account = ""

        func decide(_ check: CELAccessCheck) -> CELAccessDecision {
            CELAccessDecision(
                isAllowed: check.verb == "get",
                reason:
                    "\(account)\(check.group)/\(check.resource)/\(check.subresource) \(check.namespace)/\(check.name)"
                    + (check.path ?? ""))
        }

        func serviceAccount(namespace: String, name: String) -> any CELAuthorizer {
            Reader(account: "\(namespace):\(name) ")
        }
    }

    @Test(arguments: [
        "authorizer.group('apps').resource('deployments').namespace('a').name('b').check('get').allowed()",
        "authorizer.group('').resource('pods').subresource('status').check('get').reason() == '/pods/status /'",
        "!authorizer.path('/healthz').check('post').allowed()",
        "authorizer.serviceAccount('ns', 'sa').path('/x').check('get').reason() == 'ns:sa // //x'",
        "!authorizer.path('/x').check('get').errored()",
    ]) func `an authorizer is asked`(_ text: String) throws {
        var environment = Expressions.environment()
        environment.declare("authorizer", .authorizer)
        #expect(try environment.compile(text).evaluate(["authorizer": .authorizer(Reader())]).bool == true)
    }
}
