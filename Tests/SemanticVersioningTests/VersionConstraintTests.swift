import SemanticVersioning
import Testing

@Suite struct VersionConstraintTests {
    @Test(arguments: [
        ("*", "1.2.3 0.0.1", "1.0.0-rc.1"), ("1.x", "1.0.0 1.9.9", "2.0.0 0.9.0"), ("1", "1.0.0 1.9.9", "2.0.0"),
        ("1.2.*", "1.2.0 1.2.9", "1.3.0"), ("1.2.3", "1.2.3 1.2.3+b", "1.2.4"), ("=1.2", "1.2.7", "1.3.0"),
        (">=1.0.0 <2", "1.0.0 1.9.9", "2.0.0 0.9.9 2.0.0-rc.1"), (">=1.0.0, <2.0.0", "1.5.0", "2.0.0"),
        ("~1.2", "1.2.0 1.2.9", "1.3.0 1.1.9"), ("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0"), ("~1", "1.9.0", "2.0.0"),
        ("^1.2", "1.2.0 1.9.0", "2.0.0 1.1.0"), ("^0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2"), ("^0.0.3", "0.0.3", "0.0.4"),
        ("^0", "0.0.1 0.9.0", "1.0.0"), ("^0.0", "0.0.5", "0.1.0"), ("1.2 - 1.4", "1.2.0 1.4.0 1.4.9", "1.5.0 1.1.0"),
        ("1.2.0 - 1.4.5", "1.4.5", "1.4.6"), ("^1.2 || 3.0 - 3.4 || >5", "1.3.0 3.4.9 6.0.0", "2.0.0 4.0.0 5.1.0"),
        (">1.2", "1.3.0", "1.2.9 1.2.0"), (">1", "2.0.0", "1.9.0"), (">1.2.3", "1.2.4", "1.2.3"),
        ("<1.2", "1.1.9", "1.2.0"),
        ("<=1.2", "1.2.9 1.0.0", "1.3.0"), ("!=1.2", "1.3.0", "1.2.5"), ("!=1.2.3", "1.2.4", "1.2.3"),
        ("v1.2.x", "v1.2.5", "1.3.0"),
        (">=1.0.0-0", "1.0.0-rc.1 2.0.0-a 1.0.0", "0.9.0"), (">=1.0.0-0 <2.0.0", "1.5.0-rc.1", "2.0.0"),
        ("1.0.0-rc.1", "1.0.0-rc.1", "1.0.0 1.0.0-rc.2"), ("~>1.2", "1.2.4", "1.3.0"),
        ("=>1.2 =<1.3", "1.3.0", "1.4.0"),
        (">= 1.2 , < 1.4", "1.3.9", "1.4.0"), ("^1.2.3-beta.2", "1.2.3-beta.4 1.2.3 1.9.0", "1.2.3-beta.1 2.0.0"),
        ("~0.0.0", "4.0.0", "1.0.0-rc.1"),
    ]) func `a range holds what Masterminds holds`(_ range: String, _ inside: String, _ outside: String) throws {
        let constraint = try VersionConstraint(range)
        for text in inside.split(separator: " ") {
            #expect(try constraint.matches(SemanticVersion(String(text))), "\(text)")
        }
        for text in outside.split(separator: " ") {
            #expect(try !constraint.matches(SemanticVersion(String(text))), "\(text)")
        }
    }

    @Test(arguments: [
        "", "  ", "||", "1 || ", "1 | 2", "a", ">", ">=1.0<2", "1.2.3.4", "1,,2", ",1", "1,", "1..2", "x.y", "1.x.b",
        "foo bar", "latest",
    ])
    func `what is no range is refused`(_ text: String) {
        #expect(throws: VersionError.self) { try VersionConstraint(text) }
    }

    @Test func `the highest match is found`() throws {
        let versions = try ["1.0.0", "v1.2.0", "1.3.0-rc.1", "2.0.0", "1.2.0+b"].map { try SemanticVersion($0) }
        #expect(try VersionConstraint("1.x").highest(of: versions)?.original == "v1.2.0")
        #expect(try VersionConstraint(">=3").highest(of: versions) == nil)
    }
}
