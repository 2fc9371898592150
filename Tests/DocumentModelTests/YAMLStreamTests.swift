import DocumentModel
import Testing

@Suite struct YAMLStreamTests {
    @Test func `a stream gives its documents with their lines`() throws {
        let documents = try YAML.parse("# only a comment\n---\na: 1\n---\n# nothing\n---\nnull\n...\n---\n- b\n")
        #expect(documents.map(\.value) == [["a": 1], .null, .null, ["b"]])
        #expect(documents.map(\.isEmpty) == [false, true, false, false])
        #expect(documents.map(\.startLine) == [3, 4, 7, 10])
    }

    @Test(arguments: ["", "# nothing\n", "\n\n", "\u{FEFF}"]) func `blank streams hold no document`(_ text: String)
        throws
    {
        #expect(try YAML.parse(text).allSatisfy(\.isEmpty))
        #expect(try YAML.parseFirst(text) == .null)
    }

    @Test func `a byte order mark, carriage returns and UTF-16 are read`() throws {
        #expect(try YAML.parseFirst("\u{FEFF}a: 1\r\nb: |\r\n  x\r\n  y\r\n") == ["a": 1, "b": "x\ny\n"])
        var wide: [UInt8] = [0xFF, 0xFE]
        for unit in "a: é\n".utf16 { wide += [UInt8(unit & 255), UInt8(unit >> 8)] }
        #expect(try YAML.parseFirst(wide) == ["a": "é"])
    }

    @Test func `a merge key replaces what stands before it and yields to what follows`() throws {
        let text = """
            base: &b {a: 2, b: 3}
            e: {a: 1, <<: *b, b: 4}
            f: {<<: [{a: 1}, {a: 2, c: 3}]}
            g: {"<<": 1}
            """
        let value = try YAML.parseFirst(text)
        #expect(value["e"] == ["a": 2, "b": 4])
        #expect(value["f"] == ["a": 1, "c": 3])
        #expect(value["g"] == ["<<": 1])
        #expect(throws: DocumentError.self) { try YAML.parse("<<: 1\n") }
    }

    @Test func `key order and duplicate keys are kept or refused by option`() throws {
        #expect(try YAML.parseFirst("b: 1\na: 2\n").object?.keys == ["b", "a"])
        #expect { try YAML.parse("secret: 1\nb: 2\nsecret: 3\n") } throws: { error in
            guard let error = error as? DocumentError else { return false }
            return error.code == .duplicateKey && error.line == 3 && !error.description.contains("secret")
        }
        #expect(try YAML.parseFirst("a: 1\na: 3\n", .init(refusesDuplicateKeys: false)) == ["a": 3])
    }

    @Test(arguments: [
        "a: [", "a: b: c", "\ta: 1", "a: *missing", "a: &x [*x]", "- a\nb", "'", "a: \"\\q\"", "{a: 1",
        "%YAML 9.9\n---\n",
        "a: !!foo!bar%zz 1", "? [", "&a &b c: 1",
    ]) func `broken text is refused with a place`(_ text: String) {
        #expect { try YAML.parse(text) } throws: { ($0 as? DocumentError)?.line != nil }
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect { try YAML.parse([0x61, 0x3A, 0x20, 0xFF, 0xFE, 0x0A]) } throws: {
            ($0 as? DocumentError)?.code == .encoding
        }
    }

    @Test func `a billion laughs, deep nesting and too many nodes hit a limit`() {
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1...12 {
            bomb +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        let hostile = [
            bomb, String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 5000),
            String(repeating: "- ", count: 3000),
        ]
        for text in hostile {
            #expect(throws: DocumentError.self) { try YAML.parse(text) }
        }
        #expect { try YAML.parse("[1, 2, 3]", .init(maximumNodes: 3)) } throws: {
            ($0 as? DocumentError)?.code == .limit
        }
        #expect { try YAML.parse("[1, 2, 3]", .init(maximumBytes: 3)) } throws: {
            ($0 as? DocumentError)?.code == .limit
        }
    }

    @Test func `anchors may be used often in an honest document`() throws {
        var text = "base: &b {a: 1, b: [1, 2, 3]}\nall:\n"
        for _ in 0..<500 { text += "- *b\n" }
        #expect(try YAML.parseFirst(text)["all"]?.array?.count == 500)
    }

    @Test(arguments: [
        (#"a: "x\/y""#, false), (#"a: "x\\/y""#, true), (#"a: 'x\/y'"#, true), (#"{a: x\/y, b: "é"}"#, true),
        ("\u{FEFF}# \\/ é\na: \"é\\\\\\/\"", false),
    ])
    func `go-yaml knows no escaped slash`(_ text: String, _ isRead: Bool) {
        let options = YAML.ReadingOptions(dialect: .goYAML3)
        #expect(((try? YAML.parse(text, options)) != nil) == isRead, "\(text)")
    }

    @Test(.timeLimit(.minutes(1))) func `many quoted texts beside an escaped slash take linear time`() throws {
        let text = String(repeating: "- \"word\"\n", count: 100_000) + "# \\/\n"
        #expect(try YAML.parseFirst(text, YAML.ReadingOptions(dialect: .goYAML3)).array?.count == 100_000)
    }
}
