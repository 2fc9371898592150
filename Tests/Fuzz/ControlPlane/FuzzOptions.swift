/// What the command line asks for.
struct FuzzOptions {
    static let usage = """
        usage: control-plane-fuzz [--seconds N] [--seed N] [--memory MEGABYTES] [--patience SECONDS] [--clients N] [--dir FOLDER]

        Starts an embedded control plane (sluice in SLUICE_BIN_DIR) and sends it made-up requests until the time is over.
        A control plane that ends, does not answer within the patience, answers what is no HTTP or no JSON, or holds more
        memory than given is a finding; the last requests before it lie in FOLDER.
        """

    var seconds = 60
    var seed: UInt64 = 1
    var megabytes = 512
    var patience = 20
    var clients = 4
    var folder = ".build/control-plane-fuzz"

    init?(_ arguments: some Sequence<String>) {
        var iterator = arguments.makeIterator()
        while let name = iterator.next() {
            guard let text = iterator.next() else { return nil }
            switch (name, Int(text)) {
            case ("--dir", _): folder = text
            case ("--seconds", let number?) where (1...86_400).contains(number): seconds = number
            case ("--seed", let number?) where number >= 0: seed = UInt64(number)
            case ("--memory", let number?) where number > 0: megabytes = number
            case ("--patience", let number?) where (1...3_600).contains(number): patience = number
            case ("--clients", let number?) where (1...64).contains(number): clients = number
            default: return nil
            }
        }
    }
}
