import DocumentModel
import Testing

@Suite struct PatchTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let document: String
        let patch: String
        /// nil when the patch must fail.
        let result: String?
        var testDescription: String { patch }

        init(_ document: String, _ patch: String, _ result: String?) {
            self.document = document
            self.patch = patch
            self.result = result
        }
    }

    /// The examples of RFC 6902, appendix A, and some of our own.
    static let patches = [
        Case(#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#, #"{"baz":"qux","foo":"bar"}"#),
        Case(
            #"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/1","value":"qux"}]"#, #"{"foo":["bar","qux","baz"]}"#
        ),
        Case(#"{"baz":"qux","foo":"bar"}"#, #"[{"op":"remove","path":"/baz"}]"#, #"{"foo":"bar"}"#),
        Case(#"{"foo":["bar","qux","baz"]}"#, #"[{"op":"remove","path":"/foo/1"}]"#, #"{"foo":["bar","baz"]}"#),
        Case(#"{"baz":"qux"}"#, #"[{"op":"replace","path":"/baz","value":"boo"}]"#, #"{"baz":"boo"}"#),
        Case(
            #"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
            #"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
            #"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#),
        Case(#"{"foo":[1,2,3,4]}"#, #"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#, #"{"foo":[1,3,4,2]}"#),
        Case(
            #"{"baz":"qux","foo":["a",2,"c"]}"#,
            #"[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]"#,
            #"{"baz":"qux","foo":["a",2,"c"]}"#),
        Case(#"{"baz":"qux"}"#, #"[{"op":"test","path":"/baz","value":"bar"}]"#, nil),
        Case(
            #"{"foo":"bar"}"#, #"[{"op":"add","path":"/child","value":{"g":{}},"xyz":1}]"#,
            #"{"foo":"bar","child":{"g":{}}}"#),
        Case(#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz/bat","value":"qux"}]"#, nil),
        Case(#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":10}]"#, #"{"/":9,"~1":10}"#),
        Case(#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":"10"}]"#, nil),
        Case(#"{"foo":["bar"]}"#, #"[{"op":"add","path":"/foo/-","value":["abc"]}]"#, #"{"foo":["bar",["abc"]]}"#),
        Case(#"{"a":1}"#, #"[{"op":"copy","from":"/a","path":"/b"}]"#, #"{"a":1,"b":1}"#),
        Case(#"{"a":{}}"#, #"[{"op":"move","from":"/a","path":"/a/b"}]"#, nil),
        Case(#"{"a":1}"#, #"[{"op":"add","path":"","value":2}]"#, "2"),
        Case(#"{"a":1}"#, #"[{"op":"replace","path":"/b","value":2}]"#, nil),
        Case(#"{"a":[1]}"#, #"[{"op":"add","path":"/a/2","value":2}]"#, nil),
        Case(#"{"a":[1]}"#, #"[{"op":"remove","path":"/a/01"}]"#, nil),
        Case(#"{"a":1}"#, #"[{"op":"spin","path":"/a"}]"#, nil), Case(#"{"a":1}"#, #"[{"op":"add","path":"/a"}]"#, nil),
        Case(#"{"a":1}"#, #"{"op":"remove"}"#, nil), Case(#"{"a":1}"#, #"[{"op":"remove","path":"a"}]"#, nil),
        Case(#"{"a":1}"#, #"[{"op":"add","path":"/a/b","value":1}]"#, nil),
    ]

    @Test(arguments: patches) func `a JSON patch does what RFC 6902 says`(_ example: Case) throws {
        let document = try JSON.parse(example.document)
        let patched = Result { try JSONPatch(JSON.parse(example.patch)).apply(to: document) }
        #expect((try? patched.get()) == (try example.result.map { try JSON.parse($0) }))
        if case .failure(let error) = patched { #expect(error is DocumentError) }
    }

    @Test func `an error names the operation and the pointer`() throws {
        let patch = try JSONPatch(JSON.parse(#"[{"op":"remove","path":"/a"},{"op":"remove","path":"/b/c"}]"#))
        #expect { try patch.apply(to: ["a": 1]) } throws: { "\($0)".hasPrefix("operation 1, /b/c: ") }
    }

    /// RFC 7386, appendix A.
    static let merges = [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, "{}"), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        (#"{"a":"foo"}"#, "null", "null"), (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ]

    @Test(arguments: merges) func `a merge patch does what RFC 7386 says`(
        _ target: String, _ patch: String, _ result: String
    ) throws {
        #expect(try MergePatch.apply(JSON.parse(patch), to: JSON.parse(target)) == JSON.parse(result))
    }

    @Test func `a made merge patch leads from one document to the other`() throws {
        let old: Value = ["a": 1, "b": ["c": [1, 2], "d": "x"], "e": true]
        let new: Value = ["a": 1, "b": ["c": [1], "d": "x", "f": ["g": 1]], "h": "i"]
        let patch = MergePatch.between(old, new)
        #expect(patch == ["e": .null, "b": ["c": [1], "f": ["g": 1]], "h": "i"])
        #expect(MergePatch.apply(patch, to: old) == new)
        #expect(MergePatch.between(old, old) == [:])
    }

    @Test func `differences name the places and nothing else`() {
        let found = Difference.between(
            ["a": 1, "b": [1, 2], "c/d": ["e": 1]], ["a": 2, "b": [1], "c/d": ["e": 1, "f": 2], "g": 1])
        #expect(
            found.map { "\($0.kind) \($0.pointer)" } == ["changed /a", "removed /b/1", "added /c~1d/f", "added /g"])
    }

    @Test func `copies of a document into itself have a limit`() throws {
        var operations: [JSONPatch.Operation] = []
        for index in 0..<40 {
            operations.append(.copy(from: JSONPointer(tokens: ["a"]), to: JSONPointer(tokens: ["a", "\(index)"])))
        }
        let patch = JSONPatch(operations: operations)
        let error = #expect(throws: DocumentError.self) { try patch.apply(to: ["a": ["text": "text"]]) }
        #expect(error?.description.contains("copies") == true)
        #expect(throws: Never.self) {
            try JSONPatch(operations: Array(operations.prefix(10))).apply(to: ["a": ["text": "text"]])
        }
    }
}
