import KubernetesModel
import Testing

struct ObjectKeyTests {
    @Test(arguments: [
        (ObjectKey(namespace: "a-b", name: "x"), ObjectKey(namespace: "a", name: "x")),
        (ObjectKey(namespace: "a", name: "x"), ObjectKey(namespace: "a", name: "y")),
        (ObjectKey(namespace: "a", name: "x"), ObjectKey(namespace: "a/", name: "y")),
        (ObjectKey(namespace: "", name: "x"), ObjectKey(namespace: "/", name: "y")),
    ])
    func `keys are ordered as etcd orders them, also those that no object has`(_ first: ObjectKey, _ second: ObjectKey)
    {
        #expect(first < second)
        #expect(!(second < first))
    }
}
