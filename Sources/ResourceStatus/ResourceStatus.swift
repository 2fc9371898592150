// ResourceStatus
