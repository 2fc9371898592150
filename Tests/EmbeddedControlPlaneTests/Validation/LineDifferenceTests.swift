import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct LineDifferenceTests {
    @Test(.timeLimit(.minutes(1)))
    func `texts that differ in each other line take no time that grows with their square`() {
        let old = (0..<60_000).map { $0 % 2 == 0 ? "same \($0)" : "old \($0)" }
        let new = (0..<60_000).map { $0 % 2 == 0 ? "same \($0)" : "new \($0)" }
        #expect(LineDifference.text(old, new).hasPrefix("@@ "))
    }

    @Test func `changes far apart stand in parts of their own`() {
        let old = (1...20).map(String.init)
        var new = old
        new[1] = "two"
        new.remove(at: 15)
        let parts = """
            @@ -1,5 +1,5 @@
             1
            -2
            +two
             3
             4
             5
            @@ -13,7 +13,6 @@
             13
             14
             15
            -16
             17
             18
             19

            """
        #expect(LineDifference.text(old, new) == parts)
        #expect(LineDifference.text(old, old) == "")
        // Of two of the same that follow each other, it is the second that came.
        #expect(LineDifference.text(["a", "b", "c"], ["a", "b", "b", "c"]) == "@@ -1,3 +1,4 @@\n a\n b\n+b\n c\n")
    }

    @Test func `a claim is shown as the server has it inside`() {
        let lines = GoStructure.lines(
            ["accessModes": ["ReadWriteOnce"], "dataSource": ["kind": "K", "name": "n"]],
            "core.v1.PersistentVolumeClaimSpec")
        #expect(lines.prefix(4) == ["{", #" "AccessModes": ["#, #"  "ReadWriteOnce""#, " ],"])
        #expect(lines.contains(#"  "APIGroup": null,"#) && lines.last == "}")
    }
}
