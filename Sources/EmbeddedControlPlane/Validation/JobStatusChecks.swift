internal import DocumentModel
internal import Platform

/// What a job may say of itself, and how that may change (`ValidateJobStatusUpdate` of the real server).
///
/// Most rules hold for parts that changed alone, so that a status which was wrong before does not hold up others.
struct JobStatusChecks {
    private let status: Value
    private let old: Value
    private let isSuspended: Bool
    private let expectsNothing: Bool
    private let mayLoseSucceeded: Bool
    private var checks = Checks()

    /// What is wrong with the status of `job`.
    static func errors(_ job: Object, _ old: Object) -> [FieldError] {
        var run = JobStatusChecks(job, old)
        run.counts()
        run.times()
        run.conditions()
        run.changes()
        return run.checks.errors
    }

    private init(_ job: Object, _ old: Object) {
        status = job["status"] ?? [:]
        self.old = old["status"] ?? [:]
        let spec = job["spec"] ?? [:]
        isSuspended = spec["suspend"]?.bool ?? false
        expectsNothing = isSuspended && spec["completions"] == 0
        mayLoseSucceeded = spec["completionMode"] == "Indexed" && spec["completions"] == spec["parallelism"]
    }

    private func isTrue(_ type: String, _ status: Value) -> Bool {
        (status["conditions"]?.array ?? []).contains { $0["type"]?.string == type && $0["status"]?.string == "True" }
    }
    private func isTrue(_ type: String) -> Bool { isTrue(type, status) }
    private func isChanged(_ field: String) -> Bool {
        let (now, before) = (status[field] ?? .null, old[field] ?? .null)
        return now != before && !(now == .null && before == 0) && !(now == 0 && before == .null)
    }
    private func isChanged(condition type: String) -> Bool { isTrue(type, status) != isTrue(type, old) }
    private func isFinished(_ status: Value) -> Bool { isTrue("Complete", status) || isTrue("Failed", status) }
    private var finishes: Bool { isFinished(status) != isFinished(old) }
    private func count(_ field: String, _ status: Value) -> Int64 { status[field]?.integer ?? 0 }
    private func time(_ field: String) -> Timestamp? { status[field]?.string.flatMap { Timestamp(rfc3339: $0) } }

    private mutating func fail(_ detail: String) { checks.add([FieldError(.invalid, "status.conditions", detail)]) }

    private mutating func counts() {
        for field in ["active", "succeeded", "failed", "ready", "terminating"] {
            checks.nonNegative("status.\(field)", status[field])
        }
    }

    private mutating func times() {
        let completes = isChanged(condition: "Complete")
        if completes || isChanged(condition: "Failed"), isTrue("Complete"), isTrue("Failed") {
            fail("cannot set Complete=True and Failed=true conditions")
        }
        if completes || isChanged(condition: "FailureTarget"), isTrue("Complete"), isTrue("FailureTarget") {
            fail("cannot set Complete=True and FailureTarget=true conditions")
        }
        let completion = status["completionTime"].flatMap { $0.isNull ? nil : $0 }
        if completes || isChanged("completionTime") {
            if let completion, !isTrue("Complete") {
                checks.invalid(
                    "status.completionTime", completion,
                    "cannot set completionTime when there is no Complete=True condition")
            }
            if completion == nil, isTrue("Complete") {
                checks.required("status.completionTime", "completionTime is required for Complete jobs")
            }
        }
        if isChanged("startTime") || isChanged("completionTime"), let start = time("startTime"),
            let end = time("completionTime"), end < start
        {
            checks.invalid("status.completionTime", completion, "must be equal to or after `startTime`")
        }
    }

    private mutating func conditions() {
        if isChanged(condition: "Failed"), isTrue("Failed"), !isTrue("FailureTarget") {
            fail("cannot set Failed=True condition without the FailureTarget=true condition")
        }
        if isChanged(condition: "Complete") || isChanged(condition: "SuccessCriteriaMet"), isTrue("Complete"),
            !isTrue("SuccessCriteriaMet")
        {
            fail("cannot set Complete=True condition without the SuccessCriteriaMet=true condition")
        }
        let isDone = isFinished(status)
        if finishes || isChanged("active"), isDone, count("active", status) > 0 {
            checks.invalid("status.active", status["active"], "active>0 is invalid for finished job")
        }
        if finishes || isChanged("startTime"), isDone, !expectsNothing, status["startTime"]?.isNull ?? true {
            checks.required("status.startTime", "startTime is required for finished job")
        }
        if finishes || isChanged("terminating"), isDone, count("terminating", status) > 0 {
            checks.invalid("status.terminating", status["terminating"], "terminating>0 is invalid for finished job")
        }
        if isChanged("ready") || isChanged("active"), count("ready", status) > count("active", status) {
            checks.invalid(
                "status.ready", .integer(count("ready", status)), "cannot set more ready pods than active")
        }
        if isTrue("SuccessCriteriaMet"), isTrue("Failed") {
            fail("cannot set SuccessCriteriaMet=True and Failed=true conditions")
        }
        if isTrue("SuccessCriteriaMet"), isTrue("FailureTarget") {
            fail("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions")
        }
    }

    /// What was said once cannot be taken back.
    private mutating func changes() {
        for type in ["Failed", "Complete", "FailureTarget"] where isTrue(type, old) && !isTrue(type) {
            fail("cannot disable the terminal \(type)=True condition")
        }
        if count("failed", status) < count("failed", old) {
            checks.invalid("status.failed", .integer(count("failed", status)), "cannot decrease the failed counter")
        }
        if !mayLoseSucceeded, count("succeeded", status) < count("succeeded", old) {
            checks.invalid(
                "status.succeeded", .integer(count("succeeded", status)), "cannot decrease the succeeded counter")
        }
        func isSet(_ value: Value?) -> Bool { !(value?.isNull ?? true) }
        if isSet(status["completionTime"]), isSet(old["completionTime"]), isChanged("completionTime") {
            checks.invalid("status.completionTime", status["completionTime"], "field is immutable")
        }
        let resumes = isTrue("Suspended", old) && !isTrue("Suspended")
        if isChanged("startTime"), !resumes, isSet(old["startTime"]), !isSuspended {
            checks.invalid(
                "status.startTime", status["startTime"], "field is immutable for unsuspended job once set")
        }
        if isTrue("SuccessCriteriaMet", old), !isTrue("SuccessCriteriaMet") {
            fail("cannot disable the SuccessCriteriaMet=True condition")
        }
    }
}
