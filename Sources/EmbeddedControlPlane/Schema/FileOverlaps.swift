internal import DocumentModel

/// Warnings about files of one volume in the same place.
enum FileOverlaps {
    private struct File: Equatable {
        var path: String
        /// Where it comes from, in a volume with several sources.
        var source = ""

        var text: String { GoText.quoted(path) + (source.isEmpty ? "" : " (\(source))") }
    }

    static func warnings(_ volume: Value) -> [String] {
        let kinds: [(field: String, shown: String)] = [
            ("configMap", "ConfigMap \(GoText.quoted(volume.at("configMap", "name")?.string ?? ""))"),
            ("secret", "Secret \(GoText.quoted(volume.at("secret", "secretName")?.string ?? ""))"),
            ("downwardAPI", "DownwardAPI"),
        ]
        let name = GoText.quoted(volume["name"]?.string ?? "")
        var warnings: [String] = []
        for kind in kinds {
            warnings += overlaps(files(volume[kind.field])).map {
                "volume \(name) (\(kind.shown)): overlapping paths: \($0)"
            }
        }
        var all: [File] = []
        for source in volume.at("projected", "sources")?.array ?? [] {
            if source.object?.isEmpty ?? true { warnings.append("volume \(name) (Projected) has no sources provided") }
            all += files(of: source)
        }
        return warnings + overlaps(all).map { "volume \(name) (Projected): overlapping paths: \($0)" }
    }

    private static func files(of source: Value) -> [File] {
        func shown(_ kind: String, _ word: String) -> String {
            "\(word) \(GoText.quoted(source.at(kind, "name")?.string ?? ""))"
        }
        if source["configMap"]?["items"]?.array != nil {
            return files(source["configMap"], shown("configMap", "ConfigMap"))
        }
        if source["secret"]?["items"]?.array != nil { return files(source["secret"], shown("secret", "Secret")) }
        if source["downwardAPI"]?["items"]?.array != nil { return files(source["downwardAPI"], "DownwardAPI") }
        guard let token = source["serviceAccountToken"], token.object != nil else { return [] }
        return [File(path: trimmed(token["path"]), source: "ServiceAccountToken")]
    }

    private static func files(_ holder: Value?, _ source: String = "") -> [File] {
        (holder?["items"]?.array ?? []).map { File(path: trimmed($0["path"]), source: source) }
    }

    private static func trimmed(_ path: Value?) -> String {
        var text = path?.string ?? ""
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    private static func overlaps(_ files: [File]) -> [String] {
        var warnings: [String] = []
        var seen: [File] = []
        // Who makes up more is not to cost much.
        for file in files.prefix(PodWarnings.mostCompared) {
            for other in seen where warnings.count < 100 && !file.path.isEmpty && !other.path.isEmpty {
                if (other.path + "/").hasPrefix(file.path + "/") || (file.path + "/").hasPrefix(other.path + "/") {
                    warnings.append("\(file.text) with \(other.text)")
                }
            }
            seen.append(file)
        }
        return warnings
    }
}
