import Testing

@testable import EmbeddedControlPlane

struct JSONProblemTests {
    @Test(arguments: [
        ("", "unexpected end of JSON input"), ("{", "unexpected end of JSON input"),
        ("{bad", "invalid character 'b' looking for beginning of object key string"),
        (#"{"a" 1}"#, "invalid character '1' after object key"),
        (#"{"a":1 "b"}"#, #"invalid character '"' after object key:value pair"#),
        ("[1 2]", "invalid character '2' after array element"),
        ("[1,]", "invalid character ']' looking for beginning of value"),
        ("nope", "invalid character 'o' in literal null (expecting 'u')"),
        ("{} x", "invalid character 'x' after top-level value"),
        ("'a'", #"invalid character '\'' looking for beginning of value"#),
        ("-x", "invalid character 'x' in numeric literal"),
        ("1.x", "invalid character 'x' after decimal point in numeric literal"),
        (#""\q""#, "invalid character 'q' in string escape code"),
        ("\"\n\"", #"invalid character '\n' in string literal"#),
        (#"{"a":{"b":[1,2]},"c":tru"#, "unexpected end of JSON input"),
    ])
    func `a text that is no JSON is told as Go tells it`(_ row: (String, String)) {
        #expect(JSONProblem.text(Array(row.0.utf8)) == row.1)
    }
}
