internal import KubernetesModel

/// How a change set is applied.
package struct ApplyOptions: Sendable {
    /// Who owns what is applied, and whose fields are taken over.
    package var ownership: TakeOver
    /// The switches on objects that count.
    package var switches: ObjectSwitches
    /// Requests at once.
    package var concurrency = 4
    /// Whether every object may be recreated when a field cannot change.
    package var isForced = false
    /// Kinds that are applied in a stage of their own.
    package var customStage: [StageKind] = []
    /// Whether fields recorded under another API version are moved to that of the manifest.
    package var migratesVersions = false
    /// Fields whose drift is left alone.
    package var ignore: [IgnoreRule] = []
    /// How long objects of awaited stages may take to become ready.
    package var stageLimit = Duration.seconds(60)

    package init(ownership: TakeOver, switches: ObjectSwitches) {
        self.ownership = ownership
        self.switches = switches
    }

    package var fieldManager: String { ownership.fieldManager }
}
