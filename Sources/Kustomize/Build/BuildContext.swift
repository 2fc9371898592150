/// What all kustomizations of one build share.
struct BuildContext {
    let session: BuildSession
    let schema: SchemaChoice

    var scopes: Scopes { schema.scopes }
    var manifests: ManifestReader { ManifestReader(schema: schema) }
    var merge: StrategicMerge { StrategicMerge(schema: schema.merge) }

    static func helmIsDisabled(field: String) -> KustomizeError {
        KustomizeError(
            .disabled, "Helm charts are not rendered here; render them beforehand and list the result in resources",
            field: field)
    }
}
