import ClusterTesting
import Kustomize
import Platform

/// What `sluice kustomize build` costs as a process and in process, beside `kubectl kustomize`.
func measureBuilds(_ report: Report) async throws {
    try withTemporaryDirectory(prefix: "sluice-benchmark-") { scratch in
        guard let sluice = try? Programs.own("sluice") else {
            return print("  whole processes: sluice is not built, see SLUICE_BIN_DIR")
        }
        for (name, path) in try writeTrees(under: scratch) { try compareProcesses(report, sluice, name, path) }
        guard let kubectl = Programs.oracle("kubectl") else { return }
        guard let corpus = Corpus() else { return print("  real trees: there is no corpus, see SLUICE_CORPUS") }
        try corpus.measure(report, sluice, kubectl)
    }
    for count in [10, 100, 1_000, 10_000] {
        let tree = MemoryTree(texts: overlay(of: count))
        let seconds = try median { _ = try Kustomization.build(at: "overlay", in: tree) }
        report.figure(
            "in process, overlay of \(count) ConfigMaps", seconds * 1_000, "ms",
            note: "\(Int(seconds * 1e6 / Double(count))) us each")
    }
}

private func compareProcesses(_ report: Report, _ sluice: String, _ name: String, _ path: String) throws {
    let ours = try MeasuredRun.best(of: 5, sluice, ["kustomize", "build", path])
    guard let kubectl = Programs.oracle("kubectl") else {
        report.figure("\(name), CPU", ours.cpu * 1_000, "ms")
        return
    }
    let theirs = try MeasuredRun.best(of: 3, kubectl, ["kustomize", path])
    report.compare("\(name), CPU", ours: ours.cpu * 1_000, theirs: theirs.cpu * 1_000, unit: "ms")
    report.compare("\(name), wall", ours: ours.wall * 1_000, theirs: theirs.wall * 1_000, unit: "ms")
    report.compare("\(name), peak memory", ours: ours.peak, theirs: theirs.peak, unit: "MB")
}

private func overlay(of count: Int) -> [String: String] {
    [
        "base/kustomization.yaml": "resources: [all.yaml]\n",
        "base/all.yaml": Fixtures.configMaps(count),
        "overlay/kustomization.yaml":
            "resources: [../base]\nnamespace: team\nnamePrefix: x-\nlabels:\n- pairs: {team: x}\n",
    ]
}

private func writeTrees(under root: String) throws -> [(name: String, path: String)] {
    let tiny = ["kustomization.yaml": "resources: [one.yaml]\n", "one.yaml": Fixtures.configMap(1)]
    let many = ["kustomization.yaml": "resources: [all.yaml]\n", "all.yaml": Fixtures.configMaps(1_000)]
    try write(tiny, to: root + "/tiny")
    try write(many, to: root + "/many")
    try write(overlay(of: 1_000), to: root + "/layered")
    return [
        ("tiny tree", root + "/tiny"), ("1,000 ConfigMaps", root + "/many"),
        ("overlay of 1,000 ConfigMaps", root + "/layered/overlay"),
    ]
}

private func write(_ files: [String: String], to folder: String) throws {
    for (path, text) in files {
        let target = folder + "/" + path
        if let slash = target.lastIndex(of: "/") {
            try FileSystem.createDirectory(String(target[..<slash]), mode: 0o700)
        }
        try FileSystem.writeAtomically(Array(text.utf8), to: target)
    }
}
