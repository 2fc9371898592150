internal import DocumentModel
internal import KubernetesSchema

/// Strategic merge patches.
enum StrategicMerge {
    static func apply(_ patch: Value, to object: Object, type: ObjectSchema) throws(APIError) -> Object {
        object
    }
}
