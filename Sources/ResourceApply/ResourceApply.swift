// ResourceApply
