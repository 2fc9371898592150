import Platform
import Testing

@testable import SluiceCommand

@Suite struct TextTests {
    @Test func `a table pads its columns and ends each with a tab`() {
        let table = Table(header: ["Name", "Ready"], rows: [["podinfo", "True"], ["a", "Unknown"]])
        #expect(table.text == "NAME   \tREADY   \npodinfo\tTrue   \t\na      \tUnknown\t\n")
    }

    @Test func `a table without a header is as wide as its rows`() {
        #expect(Table(header: [], rows: [["a", "b"]]).text == "a\tb\t\n")
    }

    @Test func `a cell of several lines makes its row as high`() {
        #expect(Table(header: [], rows: [["x", "one\ntwo"]]).text == "x\tone\t\n \ttwo\t\n")
    }

    @Test func `wide characters take two columns`() {
        #expect(Table(header: [], rows: [["日本"], ["ab"]]).text == "日本\t\nab  \t\n")
    }

    static let digests = [
        ("main@sha1:696f056df216eea4f9401adbee0ff744d4df390f", "main@sha1:696f056d"),
        (
            "stored 'sha256:dbdb109711ffb3be77504d2670dbe13c24dd63d8d7f1fb489d350e5bfe930dd3'",
            "stored 'sha256:dbdb1097'"
        ),
        ("6.3.5", "6.3.5"), ("abcdef0123456789", "abcdef0123456789"),
        ("g96f056df216eea4f9401adbee0ff744d4df390f", "g96f056df216eea4f9401adbee0ff744d4df390f"),
    ]

    @Test(arguments: digests) func `digests are cut to eight digits`(_ text: String, _ short: String) {
        #expect(ShortDigest.shorten(text) == short)
    }

    static let ages: [(Int64, String)] = [
        (0, "0s"), (119, "119s"), (120, "2m"), (190, "3m10s"), (600, "10m"), (10_800, "3h"), (11_100, "3h5m"),
        (90_000, "25h"), (172_800, "2d"), (180_000, "2d2h"), (864_000, "10d"), (63_072_000, "2y"), (-5, "<invalid>"),
    ]

    @Test(arguments: ages) func `ages read as kubectl shows them`(_ seconds: Int64, _ text: String) {
        #expect(HumanDuration.text(.seconds(seconds)) == text)
    }

    @Test(arguments: [(Int64(0), "-"), (512, "512 B"), (1536, "1.5 KiB"), (1_048_576, "1.0 MiB")])
    func `sizes have a unit`(_ bytes: Int64, _ text: String) {
        #expect(ByteSize.text(bytes) == text)
    }
}
