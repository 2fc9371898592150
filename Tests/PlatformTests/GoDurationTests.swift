import Platform
import Testing

@Suite struct GoDurationTests {
    /// What Go's `time.ParseDuration` and `Duration.String` make of it.
    static let both: [(String, Duration, String)] = [
        ("0", .zero, "0s"), ("0s", .zero, "0s"), ("-0", .zero, "0s"), ("+5s", .seconds(5), "5s"),
        ("1h30m", .seconds(5400), "1h30m0s"), ("90s", .seconds(90), "1m30s"), ("1.5s", .milliseconds(1500), "1.5s"),
        ("-1.5h", .seconds(-5400), "-1h30m0s"), ("100ms", .milliseconds(100), "100ms"),
        ("1us", .microseconds(1), "1µs"), ("1µs", .microseconds(1), "1µs"), ("1μs", .microseconds(1), "1µs"),
        ("1ns", .nanoseconds(1), "1ns"), ("1.0000001s", .nanoseconds(1_000_000_100), "1.0000001s"),
        (".5s", .milliseconds(500), "500ms"),
        ("5.s", .seconds(5), "5s"), ("3h0.5s", .milliseconds(10_800_500), "3h0m0.5s"), ("10m", .seconds(600), "10m0s"),
        ("2562047h47m16.854775807s", .nanoseconds(Int64.max), "2562047h47m16.854775807s"),
        ("9223372036854775807ns", .nanoseconds(Int64.max), "2562047h47m16.854775807s"),
    ]

    @Test(arguments: both)
    func `durations are read and written as by Go`(_ text: String, _ duration: Duration, _ written: String) {
        #expect(GoDuration.parse(text) == duration)
        #expect(GoDuration.format(duration) == written)
    }

    static let malformed = [
        "", " ", "1", "-", "+", "s", ".", ".s", "1.2.3s", "1 s", " 1s", "1s ", "1x", "1d", "1e3s", "--1s", "1h-5m",
        "٣s",
        "2562047h47m16.854775808s", "9223372036854775808ns", "99999999999999999999h", "1S", "1mss",
    ]

    @Test(arguments: malformed) func `what is no duration is refused`(_ text: String) {
        #expect(GoDuration.parse(text) == nil)
    }

    @Test func `any duration can be written`() {
        for duration in [Duration.seconds(Int64.max), .seconds(Int64.min), .nanoseconds(Int64.min), .nanoseconds(-1)] {
            #expect(!GoDuration.format(duration).isEmpty)
        }
    }
}
