import ResourceStatus

/// Short names for readings.
enum StatusReadingName {
    case current, failed, inProgress, unknown, notFound

    var reading: StatusReading {
        switch self {
        case .current: StatusReading(.current, "")
        case .failed: StatusReading(.failed, "")
        case .inProgress: StatusReading(.inProgress, "")
        case .unknown: StatusReading(.unknown, "")
        case .notFound: .notFound
        }
    }
}
