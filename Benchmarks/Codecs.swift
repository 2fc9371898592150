import DocumentModel

/// How fast manifests are read and written.
func measureCodecs(_ report: Report) async throws {
    let yaml = Array(Fixtures.applicationYAML(700).utf8)
    let documents = try YAML.parse(yaml).map(\.value)
    let json = JSON.write(.array(documents))
    let megabytes = { (bytes: Int, seconds: Double) in Double(bytes) / seconds / 1_000_000 }
    report.figure("YAML parse", megabytes(yaml.count, try median { _ = try YAML.parse(yaml) }), "MB/s")
    let written = YAML.text(stream: documents).utf8.count
    report.figure("YAML emit", megabytes(written, median { _ = YAML.text(stream: documents) }), "MB/s")
    report.figure("JSON parse", megabytes(json.count, try median { _ = try JSON.parse(json) }), "MB/s")
    report.figure("JSON emit", megabytes(json.count, median { _ = JSON.write(.array(documents)) }), "MB/s")
}
