import DocumentModel
import Testing

@Suite struct JSONPathTests {
    static let document: Value = [
        "metadata": ["name": "x", "annotations": ["a.b/c": "dotted"]],
        "items": [["n": 1, "t": ["a", "b"]], ["n": 2, "t": ["c"]], ["n": 3, "m": "z"]],
        "status": ["conditions": [["type": "Synced", "status": "False"], ["type": "Ready", "status": "True"]]],
    ]

    @Test(arguments: [
        (".metadata.name", #"["x"]"#), ("{.metadata.name}", #"["x"]"#), ("metadata.name", #"["x"]"#),
        ("{$.metadata.name}", #"["x"]"#), (".metadata['name']", #"["x"]"#),
        (#".metadata.annotations.a\.b/c"#, #"["dotted"]"#),
        (#".status.conditions[?(@.type=="Ready")].status"#, #"["True"]"#), (".items[*].n", "[1,2,3]"),
        (".items[-1].n", "[3]"),
        (".items[0:2].n", "[1,2]"), (".items[0,2].n", "[1,3]"), (".items[?(@.n>1)].n", "[2,3]"),
        (".items[?(@.m)].n", "[3]"),
        (".items[?(@.n<=2)].t[0]", #"["a","c"]"#), ("..n", "[1,2,3]"), (".items[::2].n", "[1,3]"),
        (".missing.field", "[]"),
        (".items[7]", "[]"), (".items[?(@.m != 'z')].n", "[]"), (".metadata.*", #"["x",{"a.b/c":"dotted"}]"#),
    ]) func `a path finds what kubectl finds`(_ path: String, _ expected: String) throws {
        #expect(try JSON.text(.array(JSONPath(path).values(in: Self.document))) == expected)
    }

    @Test(arguments: [
        "{.a", ".a[", ".a[?(@.b", ".a[?(@.b==)]", ".a['b", ".a[x]", ".a]b[", "{.a}}", ".a[::0]",
        ".a[99999999999999999999]",
    ])
    func `a malformed path is refused`(_ path: String) {
        #expect { try JSONPath(path) } throws: { ($0 as? DocumentError)?.code == .invalidPath }
    }

    @Test func `a template renders text, paths and ranges`() throws {
        let template = try JSONPathTemplate(#"{.metadata.name}:{range .items[*]}{.n}={.t[*]}{"\n"}{end}{.items[0]}"#)
        #expect(try template.render(Self.document) == "x:1=a b\n2=c\n3=\n{\"n\":1,\"t\":[\"a\",\"b\"]}")
        #expect(throws: DocumentError.self) { try template.render(Self.document, allowsMissing: false) }
        for broken in ["{.a", "{end}", "{range .a}", "{range}"] {
            #expect(throws: DocumentError.self) { try JSONPathTemplate(broken) }
        }
    }
}
