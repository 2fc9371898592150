import ClusterTesting
import DocumentModel
import Glibc
import Kustomize
import Platform

/// What real trees cost beside `kubectl kustomize`, where a corpus of them is at hand.
struct Corpus {
    private struct Tree {
        var path: String
        /// The bytes of what comes out.
        var size: Int
    }

    private let folder: String
    private let trees: [Tree]

    /// The corpus in `SLUICE_CORPUS`, else beside the working directory; nil when there is none.
    init?() {
        folder = getenv("SLUICE_CORPUS").map { String(cString: $0) } ?? "../shared/corpus"
        guard let tree = try? DirectoryTree(folder), let bytes = try? tree.read("cases.json"),
            let cases = (try? JSON.parse(bytes))?.array
        else { return nil }
        trees = cases.compactMap { example in
            guard example["kind"] == "kustomize", let path = example["path"]?.string,
                let expected = example["expected"]?.string
            else { return nil }
            return Tree(path: path, size: (try? tree.read(expected).count) ?? 0)
        }
    }

    func measure(_ report: Report, _ sluice: String, _ kubectl: String) throws {
        var ours = MeasuredRun()
        var theirs = ours
        var count = 0
        for tree in trees {
            // A tree that one of the two refuses compares nothing.
            guard let own = try? MeasuredRun.run(sluice, ["kustomize", "build", "\(folder)/\(tree.path)"]),
                let other = try? MeasuredRun.run(kubectl, ["kustomize", "\(folder)/\(tree.path)"])
            else {
                print("  not compared: \(tree.path)")
                continue
            }
            ours = ours + own
            theirs = theirs + other
            count += 1
        }
        report.compare("\(count) of \(trees.count) real trees, CPU", ours: ours.cpu, theirs: theirs.cpu, unit: "s")
        report.compare("the same, wall", ours: ours.wall, theirs: theirs.wall, unit: "s")
        try measureLargest(report, kubectl)
    }

    /// In process, against what `kubectl` takes more than for next to nothing.
    private func measureLargest(_ report: Report, _ kubectl: String) throws {
        let largest = trees.sorted { $0.size > $1.size }.prefix(20)
        guard let smallest = trees.min(by: { $0.size < $1.size }) else { return }
        let start = try MeasuredRun.best(of: 5, kubectl, ["kustomize", "\(folder)/\(smallest.path)"]).cpu
        var ours = 0.0
        var theirs = 0.0
        for tree in largest {
            let files = try DirectoryTree(folder)
            var best = Double.infinity
            for _ in 0..<5 {
                let before = Self.cpu
                _ = try Kustomization.build(at: tree.path, in: files, options: .kubectl)
                best = min(best, Self.cpu - before)
            }
            ours += best
            theirs += try MeasuredRun.best(of: 3, kubectl, ["kustomize", "\(folder)/\(tree.path)"]).cpu - start
        }
        report.compare(
            "the \(largest.count) largest in process, its start-up left out, CPU", ours: ours * 1_000,
            theirs: theirs * 1_000, unit: "ms")
    }

    /// What this process has used so far, in seconds.
    private static var cpu: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
