import Platform
import Testing

@Suite struct PatternSearchTests {
    @Test(
        arguments: [
            ("a+", "caaandaab", ["aaa", "aa"]), ("a|ab", "ab", ["a"]), ("(ab|a)(bc)?", "abc", ["ab"]),
            ("a*?", "aa", ["", "", ""]),
            ("<.+?>", "<a><b>", ["<a>", "<b>"]), ("x*", "axb", ["", "x", ""]),
            ("needle", "a needle, a needle", ["needle", "needle"]),
            ("^a", "aaa", ["a"]), ("\\bé?\\w", "éa b", ["a", "b"]), ("z", "abc", []),
        ] as [(String, String, [String])]) func `parts are found as Go finds them`(
            _ pattern: String, _ text: String, _ found: [String]
        ) throws
    {
        #expect(try Pattern(pattern, isAnchored: false).found(in: text) == found)
    }

    @Test func `only as many as asked for`() throws {
        #expect(try Pattern("a", isAnchored: false).found(in: "aaa", limit: 2) == ["a", "a"])
    }
}
