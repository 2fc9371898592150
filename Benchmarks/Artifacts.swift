import Archiving
import Platform

/// How fast a tree becomes an artifact, and an artifact an opened tree.
func measureArtifacts(_ report: Report) async throws {
    try await withTemporaryDirectory(prefix: "sluice-benchmark-") { try await measureArtifacts(report, in: $0) }
}

private func measureArtifacts(_ report: Report, in scratch: String) async throws {
    let files = (0..<2_000).map { ("apps/team-\($0 % 20)/config-\($0).yaml", Array(Fixtures.configMap($0).utf8)) }
        .sorted { $0.0 < $1.0 }
    let bytes = Double(files.map(\.1.count).reduce(0, +))
    let clock = ContinuousClock()
    var made: [Duration] = []
    for _ in 0..<5 {
        let start = clock.now
        _ = try await Archive.create(at: scratch + "/tree.tar.gz") { writer in
            for (path, content) in files { try writer.addFile(path, bytes: content) }
        }
        made.append(clock.now - start)
    }
    let making = made.sorted()[2].seconds
    report.figure("make, 2,000 files", making * 1_000, "ms", note: "\(Int(bytes / making / 1e6)) MB/s")
    var opened: [Duration] = []
    for round in 0..<5 {
        let start = clock.now
        _ = try await Archive.extract(.file(scratch + "/tree.tar.gz"), into: scratch + "/open-\(round)")
        opened.append(clock.now - start)
    }
    let opening = opened.sorted()[2].seconds
    report.figure("open, 2,000 files", opening * 1_000, "ms", note: "\(Int(bytes / opening / 1e6)) MB/s")
}
