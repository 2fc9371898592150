package import ResourceApply

/// What the operator decided for all Kustomizations.
package struct ReconcilerSettings: Sendable {
    /// How long to wait for a dependency or an artifact that nobody reports.
    package var dependencyInterval = Duration.seconds(30)
    package var refusesCrossNamespace = false
    package var concurrency = 4
    package var overrideManagers: [String] = []
    package var customStage: [StageKind] = []
    /// Whether unset variables are errors.
    package var isStrict = true
    /// Whether one failed object ends a health check.
    package var failsFast = true
    package var migratesVersions = false
    package var groupsChangeLog = false
    package var announcesCancelledChecks = false
    package var allowsExternalArtifacts = false
    /// Whether the conditions of a dependency count beside its `readyExpr`.
    package var addsConditionsToExpressions = false
    /// How long what is settled is trusted before everything is compared again.
    package var fullPass = Duration.seconds(3600)

    package init() {}
}
