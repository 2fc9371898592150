// Builds made-up kustomizations until the time is over. A crash, a hang or too much memory ends the program; the file
// given with --journal then holds the number of the case, and `--case NUMBER` runs it alone.
// Built only with SLUICE_FUZZ=1: SLUICE_FUZZ=1 swift run -c release kustomize-fuzz --seconds 600

import Glibc

guard let options = FuzzOptions(CommandLine.arguments.dropFirst()) else {
    print(FuzzOptions.usage)
    exit(2)
}
options.limitMemory()
let journal = options.journal.map { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o644) } ?? -1
var tally = Tally()
if let number = options.single {
    let tree = TreeMaker(number: number).tree()
    for (path, text) in tree.texts.sorted(by: { $0.key < $1.key }) { print("## \(path)\n\(text)") }
    print(Trial(tree: tree).run())
    exit(0)
}
let clock = ContinuousClock()
let end = clock.now + .seconds(options.seconds)
var number = options.seed
while clock.now < end {
    if journal >= 0 {
        var bytes = Array("\(number)\n".utf8)
        bytes += Array(repeating: 0x20, count: max(0, 24 - bytes.count))
        _ = bytes.withUnsafeBytes { pwrite(journal, $0.baseAddress, $0.count, 0) }
    }
    alarm(options.secondsPerCase)
    tally.count(Trial(tree: TreeMaker(number: number).tree()).run(), of: number)
    number += 1
    if tally.cases.isMultiple(of: 20_000) { tally.report() }
}
alarm(0)
tally.report()
exit(tally.findings == 0 ? 0 : 1)
