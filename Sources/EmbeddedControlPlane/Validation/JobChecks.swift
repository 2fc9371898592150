internal import DocumentModel

/// Jobs and cron jobs.
extension Checks {
    mutating func job(_ object: Object) {
        let spec = object["spec"] ?? [:]
        jobSelector(spec, uid: object.at(["metadata", "uid"]))
        jobSpec("spec", spec)
        let labels = spec.at("template", "metadata", "labels")
        if !SelectorMatch.matches(spec["selector"], labels?.object ?? [:]) {
            invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")
        }
    }

    private mutating func jobSelector(_ spec: Value, uid: Value?) {
        guard let selector = spec["selector"], selector.object != nil else { return required("spec.selector") }
        self.selector("spec.selector", selector)
        guard spec["manualSelector"]?.bool != true else { return }
        let labels = selector["matchLabels"]?.object ?? [:]
        let isOwn = ["batch.kubernetes.io/controller-uid", "controller-uid"].contains { labels[$0] == uid }
        if !isOwn || labels.count != 1 || !(selector["matchExpressions"]?.array ?? []).isEmpty {
            invalid("spec.selector", selector, "`selector` not auto-generated")
        }
    }

    private mutating func jobSpec(_ path: String, _ spec: Value) {
        for field in [
            "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
            "backoffLimitPerIndex", "maxFailedIndexes",
        ] { nonNegative("\(path).\(field)", spec[field]) }
        oneOf("\(path).completionMode", spec["completionMode"], ["NonIndexed", "Indexed"], sorted: false)
        if spec["completionMode"] == "Indexed", spec["completions"]?.integer == nil {
            required("\(path).completions", "when completion mode is Indexed")
        }
        podTemplate("\(path).template", spec["template"] ?? [:])
        let policy = spec.at("template", "spec", "restartPolicy")
        let policyPath = "\(path).template.spec.restartPolicy"
        switch policy?.string {
        case "OnFailure", "Never": break
        case .none, "", "Always": required(policyPath, "valid values: \"OnFailure\", \"Never\"")
        default: oneOf(policyPath, policy, ["OnFailure", "Never"], sorted: false)
        }
    }

    mutating func cronJob(_ object: Object) {
        let spec = object["spec"] ?? [:]
        jobSpec("spec.jobTemplate.spec", spec.at("jobTemplate", "spec") ?? [:])
        schedule(spec["schedule"]?.string ?? "", hasZone: spec["timeZone"]?.string != nil)
        nonNegative("spec.startingDeadlineSeconds", spec["startingDeadlineSeconds"])
        timeZone(spec["timeZone"])
        oneOf("spec.concurrencyPolicy", spec["concurrencyPolicy"], ["Allow", "Forbid", "Replace"])
        nonNegative("spec.successfulJobsHistoryLimit", spec["successfulJobsHistoryLimit"])
        nonNegative("spec.failedJobsHistoryLimit", spec["failedJobsHistoryLimit"])
        let name = object.at(["metadata", "name"])?.string ?? ""
        if name.utf8.count > 52 { invalid("metadata.name", .string(name), "must be no more than 52 characters") }
    }

    private mutating func schedule(_ schedule: String, hasZone: Bool) {
        guard !schedule.isEmpty else { return required("spec.schedule") }
        if schedule.contains("TZ") {
            return invalid(
                "spec.schedule", .string(schedule), "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
        }
        if let problem = CronSchedule.problem(schedule) { invalid("spec.schedule", .string(schedule), problem) }
    }

    private mutating func timeZone(_ zone: Value?) {
        guard let name = zone?.string else { return }
        if name.isEmpty { return invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string") }
        if name.lowercased() == "local" {
            return invalid(
                "spec.timeZone", zone,
                "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")
        }
        if !TimeZoneName.isKnown(name) { invalid("spec.timeZone", zone, "unknown time zone \(name)") }
    }
}

/// The form of cron schedules.
enum CronSchedule {
    private static let descriptors: Set<String> = [
        "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly",
    ]
    private static let bounds = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]
    private static let names: [[String]] = [
        [], [], [],
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
    ]

    /// What is wrong with a schedule; nil when it is one.
    static func problem(_ schedule: String) -> String? {
        if schedule.hasPrefix("@") {
            if descriptors.contains(schedule) || schedule.hasPrefix("@every ") { return nil }
            return "unrecognized descriptor: \(schedule)"
        }
        let fields = schedule.split(whereSeparator: \.isWhitespace).map(String.init)
        guard fields.count == 5 else {
            return "expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]"
        }
        for (index, field) in fields.enumerated() {
            for part in field.split(separator: ",", omittingEmptySubsequences: false) {
                if let problem = problem(String(part), index) { return problem }
            }
        }
        return nil
    }

    private static func problem(_ part: String, _ index: Int) -> String? {
        let steps = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard steps.count <= 2 else { return "too many slashes: \(part)" }
        let ends = steps[0].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard ends.count <= 2 else { return "too many hyphens: \(part)" }
        var (start, end) = bounds[index]
        if ends[0] != "*", ends[0] != "?" {
            guard let first = number(ends[0], index) else { return failure(ends[0]) }
            start = first
            end = first
            if ends.count == 2 {
                guard let last = number(ends[1], index) else { return failure(ends[1]) }
                end = last
            }
        }
        if start < bounds[index].0 {
            return "beginning of range (\(start)) below minimum (\(bounds[index].0)): \(part)"
        }
        if end > bounds[index].1 { return "end of range (\(end)) above maximum (\(bounds[index].1)): \(part)" }
        if start > end { return "beginning of range (\(start)) beyond end of range (\(end)): \(part)" }
        if steps.count == 2 {
            guard let step = Int(steps[1]) else { return failure(steps[1]) }
            if step == 0 { return "step of range should be a positive number: \(part)" }
        }
        return nil
    }

    private static func failure(_ text: String) -> String {
        "failed to parse int from \(text): strconv.Atoi: parsing \(GoText.quoted(text)): invalid syntax"
    }

    private static func number(_ text: String, _ index: Int) -> Int? {
        if let place = names[index].firstIndex(of: text.lowercased()) { return index == 3 ? place + 1 : place }
        return Int(text)
    }
}
