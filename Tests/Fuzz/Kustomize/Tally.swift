import Glibc

/// What has come of the cases so far.
struct Tally {
    private(set) var cases = 0
    private(set) var findings = 0
    private var built = 0

    mutating func count(_ outcome: Trial.Outcome, of number: UInt64) {
        cases += 1
        switch outcome {
        case .built: built += 1
        case .refused: break
        case .broken(let how):
            findings += 1
            print("FINDING case \(number): \(how)")
        }
    }

    func report() {
        print(
            "\(cases) cases, \(built) built, \(cases - built - findings) refused, \(findings) findings, \(peak) MB at peak"
        )
        fflush(nil)
    }

    private var peak: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1_024
    }
}
