import Glibc

/// What the command line asks for.
struct FuzzOptions {
    static let usage = """
        usage: kustomize-fuzz [--seconds N] [--seed N] [--memory MEGABYTES] [--per-case SECONDS] [--journal FILE]
               kustomize-fuzz --case NUMBER
        """

    var seconds = 60
    var seed: UInt64 = 1
    var megabytes: UInt64 = 1_024
    var secondsPerCase: UInt32 = 10
    var journal: String?
    var single: UInt64?

    init?(_ arguments: some Sequence<String>) {
        var iterator = arguments.makeIterator()
        while let name = iterator.next() {
            guard let text = iterator.next() else { return nil }
            switch (name, UInt64(text)) {
            case ("--journal", _): journal = text
            case ("--seconds", let number?) where number <= 86_400: seconds = Int(number)
            case ("--seed", let number?): seed = number
            case ("--memory", let number?): megabytes = number
            case ("--per-case", let number?) where number <= 3_600: secondsPerCase = UInt32(number)
            case ("--case", let number?): single = number
            default: return nil
            }
        }
    }

    /// Makes an allocation beyond the limit fail, which ends the program.
    func limitMemory() {
        var limit = rlimit(rlim_cur: rlim_t(megabytes) << 20, rlim_max: rlim_t(megabytes) << 20)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    }
}
