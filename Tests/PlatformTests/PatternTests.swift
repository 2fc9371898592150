import Platform
import Testing

@Suite struct PatternTests {
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["(a+)+b", "(a|a)*b", "(a*)*b", "(.*)(.*)(.*)(.*)b", "a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaab"])
    func `a pattern made to backtrack takes linear time`(_ text: String) throws {
        let pattern = try Pattern(text, isAnchored: true)
        #expect(!pattern.matches(String(repeating: "a", count: 5_000)))
    }

    @Test(arguments: ["(", "a**", "[z-a]", "(?=a)", "\\1", "a{5000}", "(a{100}){11}", "(?U)a+"])
    func `what RE2 refuses is refused`(
        _ text: String
    ) {
        #expect(throws: PatternError.self) { try Pattern(text, isAnchored: true) }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "((((){1000}){1000}){1000}){1000}", "((((x{1000}){1000}){1000}){1000}", "((((a|b*){0,99}c){99,}){99})",
            "((){1000}){1}" + String(repeating: "(){1000}", count: 200), String(repeating: "x{1000}", count: 30),
        ]) func `counts that make a pattern huge are refused at once`(_ text: String)
    {
        #expect(throws: PatternError.self) { try Pattern(text, isAnchored: false) }
    }

    @Test(arguments: ["(a{2}){500}", "((a{10}){10}){10}", "(a{1000}){0}", "(a*)*b{1000}", "((a+)?){1000}"])
    func `counts up to a thousand inside each other are taken`(_ text: String) throws {
        _ = try Pattern(text, isAnchored: false)
    }

    @Test func `texts are compared by their bytes`() throws {
        #expect(try Pattern("e", isAnchored: false).matches("e\u{301}"))
        #expect(try !Pattern("e", isAnchored: true).matches("e\u{301}"))
        #expect(try Pattern("ab", isAnchored: false).matches("aab"))
    }

    @Test func `a search ends when its steps are used up`() throws {
        let pattern = try Pattern("a|a*b", isAnchored: false)
        var steps = 100_000
        _ = pattern.found(in: String(repeating: "a", count: 20_000), limit: nil, steps: &steps)
        #expect(steps == 0)
    }

    @Test func `an anchored pattern wants the whole text`() throws {
        #expect(try Pattern("app-.*", isAnchored: true).matches("app-one"))
        #expect(try !Pattern("app", isAnchored: true).matches("app-one"))
        #expect(try Pattern("app", isAnchored: false).matches("an-app-one"))
    }

    @Test(arguments: [
        ("\\p{Lu}+", "ÄB", true), ("\\p{Lu}+", "äb", false), ("\\pL+\\PL", "aß1", true), ("[\\p{Nd}-]+", "1-٣", true),
        ("[^\\p{L}]+", "123", true), ("[\\P{L}x]+", "1x2", true), ("[\\P{L}x]+", "1y2", false), ("\\p{^L}", "é", false),
        ("(?i)\\p{Lu}", "a", true), ("(?i)É", "é", true), ("\\p{Any}", "x", true),
    ])
    func `classes of characters are the general categories of Unicode`(
        _ text: String, _ subject: String, _ wanted: Bool
    )
        throws
    {
        #expect(try Pattern(text, isAnchored: true).matches(subject) == wanted)
    }

    @Test func `a class that is not supported is named`() {
        let error = #expect(throws: PatternError.self) { try Pattern("\\p{Greek}", isAnchored: true) }
        #expect(error?.reason.contains("\\p{Greek}") == true)
    }
}
