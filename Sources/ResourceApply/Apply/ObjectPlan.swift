internal import DocumentModel
internal import KubernetesModel

/// What is to be done with one object of a stage, once every object of the stage passed its dry run.
struct ObjectPlan: Sendable {
    enum Step: Sendable {
        /// Nothing: the object is left alone. The live object, if there is one.
        case skip(KubernetesObject?)
        /// Nothing: known from an earlier run to be as wanted.
        case keep(SettledObject)
        /// Nothing: the live object is as wanted.
        case unchanged(KubernetesObject)
        /// Apply; first take fields over where a patch is given. `isNew`: there is no live object.
        case apply(TakeOverPatch?, isNew: Bool)
        /// Delete the live object, and apply once it is gone.
        case recreate(KubernetesObject)
    }

    /// The patch that takes fields over, and the object it is for.
    struct TakeOverPatch: Sendable {
        var patch: JSONPatch
        var key: ObjectKey
    }

    /// The identity and digest of the object as it is wanted.
    var wanted: ObjectIdentity
    var wantedDigest: Int
    /// What is sent.
    var payload: KubernetesObject
    var step: Step
}
