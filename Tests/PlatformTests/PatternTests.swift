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
}
