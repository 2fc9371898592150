/// How far an object is from what its spec asks for, in the words of kstatus.
package enum ResourceStatus: String, Sendable, Hashable, CaseIterable {
    /// It is on its way.
    case inProgress = "InProgress"
    /// It will not get there by itself.
    case failed = "Failed"
    /// It is there.
    case current = "Current"
    /// It is being deleted.
    case terminating = "Terminating"
    /// It does not exist.
    case notFound = "NotFound"
    /// It could not be read.
    case unknown = "Unknown"
}

/// The status of one object, and why.
package struct StatusReading: Sendable, Hashable {
    /// How far the object is.
    package var status: ResourceStatus
    /// The reason in a few words; never holds content of the object but numbers and names.
    package var message: String

    package init(_ status: ResourceStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The object does not exist.
    package static let notFound = StatusReading(.notFound, "The object does not exist")
}

extension ResourceStatus {
    /// The status of many objects as one: any failed, else any unknown, else all current, else in progress.
    package static func aggregate(_ statuses: some Sequence<ResourceStatus>) -> ResourceStatus {
        let present = Set(statuses)
        if present.contains(.failed) { return .failed }
        if present.contains(.unknown) { return .unknown }
        return present.isSubset(of: [.current]) ? .current : .inProgress
    }
}
