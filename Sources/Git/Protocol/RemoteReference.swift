/// A reference as the server lists it.
struct RemoteReference: Sendable, Equatable {
    /// The full name, such as `refs/heads/main`.
    var name: String
    /// What it points to: a commit, or a tag object.
    var id: ObjectID
    /// What an annotated tag leads to in the end; nil for other references.
    var peeled: ObjectID?

    /// The commit it stands for.
    var commit: ObjectID { peeled ?? id }
}

/// What a server told about itself and its references.
struct ServerOffer: Sendable {
    /// The references asked for.
    var references: [RemoteReference]
    /// Whether those are all the repository has.
    var isComplete: Bool
    /// Whether it sends history cut to a depth.
    var cutsHistory: Bool
    /// Whether it gives away objects no reference points to.
    var givesAnyObject: Bool
}
