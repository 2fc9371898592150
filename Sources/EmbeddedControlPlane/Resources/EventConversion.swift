internal import DocumentModel

/// Events are one thing under two APIs: `v1` and `events.k8s.io/v1` show the same objects in other words.
enum EventConversion {
    static let group = "events.k8s.io"

    /// The names that differ: in the core group, then in the other.
    private static let names = [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ]

    /// The event in the words of `apiVersion`.
    static func convert(_ event: Object, to apiVersion: String) -> Object {
        guard event["apiVersion"]?.string != apiVersion else { return event }
        let isCore = apiVersion == "v1"
        var new: [String: String] = [:]
        for (core, other) in names { new[isCore ? other : core] = isCore ? core : other }
        var result = Object()
        for (key, value) in event { result[new[key] ?? key] = value }
        // The core API writes both texts even when they are empty; the other leaves them out.
        if !isCore {
            for field in ["reportingController", "reportingInstance"] where result[field] == "" { result[field] = nil }
        }
        result["apiVersion"] = .string(apiVersion)
        return result
    }
}
