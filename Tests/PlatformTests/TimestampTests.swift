import Platform
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_767_366_245, "2026-01-02T15:04:05Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (4_102_444_799, "2099-12-31T23:59:59Z"), (-1, "1969-12-31T23:59:59Z"),
            (-62_135_596_800, "0001-01-01T00:00:00Z"),
        ] as [(Int64, String)]) func `moments are written in UTC and read back`(_ seconds: Int64, _ text: String)
    {
        #expect(Timestamp(seconds: seconds).rfc3339() == text)
        #expect(Timestamp(rfc3339: text) == Timestamp(seconds: seconds))
    }

    @Test func `fractions and offsets are understood`() {
        let time = Timestamp(seconds: 1_767_366_245, nanoseconds: 7_123_456)
        #expect(time.rfc3339(fractionDigits: 3) == "2026-01-02T15:04:05.007Z")
        #expect(Timestamp(rfc3339: "2026-01-02T15:04:05.007123456Z") == time)
        #expect(Timestamp(rfc3339: "2026-01-02T17:04:05+02:00") == Timestamp(seconds: 1_767_366_245))
        #expect(time.advanced(by: .milliseconds(-8)).rfc3339(fractionDigits: 3) == "2026-01-02T15:04:04.999Z")
        #expect(time.duration(since: Timestamp(seconds: 1_767_366_240)) == .nanoseconds(5_007_123_456))
    }

    @Test(arguments: [
        "", "2026-01-02", "2026-01-02T15:04:05", "2026-13-02T15:04:05Z", "2026-01-02T25:04:05Z",
        "2026-01-02T15:04:05.Z",
        "2026-01-02T15:04:05+2:00", "2026-01-02T15:04:05Zx", "２026-01-02T15:04:05Z",
    ]) func `what is no moment is refused`(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
