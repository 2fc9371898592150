import DocumentModel
import Testing

@Suite struct JSONTests {
    @Test func `numbers keep 64 bits and the shortest digits`() throws {
        let text = "[9223372036854775807,-9223372036854775808,0.1,1.5e-7,1e21,100,18446744073709551616,5e-324]"
        let value = try JSON.parse(text)
        #expect(value[0] == .integer(.max))
        #expect(
            JSON.text(value)
                == "[9223372036854775807,-9223372036854775808,0.1,1.5e-7,1e+21,100,18446744073709552000,5e-324]")
        #expect(JSON.text(.double(.nan)) == "null")
    }

    @Test func `strings are escaped as Go escapes them`() throws {
        let text = "\"\\\u{8}\u{c}\n\r\t\u{1}\u{7f}é\u{1F600}\u{2028}<&>"
        #expect(JSON.text(.string(text)) == #""\"\\\b\f\n\r\t\u0001"# + "\u{7f}é\u{1F600}" + #"\u2028<&>""#)
        #expect(JSON.text("<&>", .init(escapesHTML: true)) == #""\u003c\u0026\u003e""#)
        #expect(try JSON.parse(JSON.write(.string(text))) == .string(text))
        #expect(try JSON.parse(#""\u00e9\ud83d\ude00\ud800x\/""#) == "é\u{1F600}\u{FFFD}x/")
    }

    @Test func `objects keep their order, or are sorted`() throws {
        let value = try JSON.parse(#" {"b":1,"a":{"d":[],"c":{}},"e":[1,2]} "#)
        #expect(JSON.text(value) == #"{"b":1,"a":{"d":[],"c":{}},"e":[1,2]}"#)
        #expect(JSON.text(value, .canonical) == #"{"a":{"c":{},"d":[]},"b":1,"e":[1,2]}"#)
        #expect(JSON.text(["a": [1], "b": [:]], .pretty) == "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}")
    }

    @Test func `the last of equal keys wins unless that is refused`() throws {
        #expect(try JSON.parse(#"{"a":1,"b":2,"a":3}"#) == ["a": 3, "b": 2])
        #expect { try JSON.parse("{\"a\":1,\n \"a\":3}", .init(refusesDuplicateKeys: true)) } throws: { error in
            let error = error as? DocumentError
            return error?.code == .duplicateKey && error?.line == 2 && error?.column == 2
        }
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "tru", "01", "1.", "1e", "-", "+1", "\"", "\"\n\"", "\"\\x\"",
        "\"\\u12\"",
        "[1] 2", "nan", "1e999", "{\"a\":1,}", "\"hunter2",
    ]) func `broken text is refused with a place and without quoting it`(_ text: String) {
        #expect { try JSON.parse(text) } throws: { error in
            guard let error = error as? DocumentError else { return false }
            return error.line == 1 && error.column != nil && !error.description.contains("hunter2")
        }
    }

    @Test func `bytes that are no UTF-8 and deep nesting are refused`() {
        #expect { try JSON.parse([0x22, 0xFF, 0x22]) } throws: { ($0 as? DocumentError)?.code == .encoding }
        #expect { try JSON.parse([0x22, 0xED, 0xA0, 0x80, 0x22]) } throws: { ($0 as? DocumentError)?.code == .encoding }
        #expect { try JSON.parse(String(repeating: "[", count: 1_000_000)) } throws: {
            ($0 as? DocumentError)?.code == .limit
        }
        #expect { try JSON.parse("[1]", .init(maximumBytes: 2)) } throws: { ($0 as? DocumentError)?.code == .limit }
    }

    @Test func `whatever is written reads back the same`() throws {
        var random = Random(state: 3)
        for _ in 0..<3000 {
            let value = random.value(depth: 4)
            for options in [JSON.WritingOptions.compact, .pretty, .init(sortsKeys: true, escapesHTML: true)] {
                #expect(try JSON.parse(JSON.write(value, options)) == value)
            }
        }
    }

    @Test func `cut and damaged documents never trap`() {
        var random = Random(state: 11)
        for _ in 0..<2000 {
            var bytes = JSON.write(random.value(depth: 3))
            bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
            if !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? JSON.parse(bytes)
            _ = try? YAML.parse(bytes)
        }
    }
}
