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

    @Test(arguments: ["(", "a**", "[z-a]", "(?=a)", "\\1", "a{5000}"]) func `what RE2 refuses is refused`(
        _ text: String
    ) {
        #expect(throws: PatternError.self) { try Pattern(text, isAnchored: true) }
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
