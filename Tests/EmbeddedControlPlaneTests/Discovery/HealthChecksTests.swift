import Testing

@testable import EmbeddedControlPlane

struct HealthChecksTests {
    @Test func `each kind lists the checks it has`() {
        #expect(HealthChecks.listed("livez").contains("etcd"))
        #expect(!HealthChecks.listed("readyz").contains("etcd"))
        #expect(HealthChecks.listed("readyz").last == "shutdown")
        #expect(HealthChecks.listed("healthz") == HealthChecks.listed("livez"))
    }

    @Test(arguments: [
        ("", "v1", "CoreV1", "core_v1"), ("apps", "v1", "AppsV1", "apps_v1"),
        ("rbac.authorization.k8s.io", "v1", "RbacAuthorizationV1", "rbacAuthorization_v1"),
        ("x.example.com", "v1beta1", "XExampleComV1beta1", "xExampleCom_v1beta1"),
    ])
    func `operations are named after their group and version`(_ row: (String, String, String, String)) {
        #expect(OperationNames.prefix(group: row.0, version: row.1) == row.2)
        #expect(OperationNames.tag(group: row.0, version: row.1) == row.3)
    }

    @Test(
        arguments: [
            ("s", ["", "s", ""]), ("s:80", ["", "s", "80"]), ("https:s:web", ["https", "s", "web"]),
            (":s:", ["", "s", ""]),
            ("ftp:s:80", nil), (":80", nil), ("a:b:c:d", nil),
        ] as [(String, [String]?)])
    func `the name of a proxy may carry a scheme and a port`(_ row: (String, [String]?)) {
        let name = ProxyName(row.0)
        #expect(name.map { [$0.scheme, $0.name, $0.port] } == row.1)
    }

    @Test func `what was answered is counted by what was asked`() {
        let counter = RequestCounter()
        let query = Query("")
        let info = RequestInfo(method: "GET", path: "/api/v1/namespaces/a/pods/b", query: query)
        for code in [200, 200] { counter.count(info, verb: info.verb, code) }
        counter.count(nil, verb: info.verb, 404)
        #expect(
            counter.metrics.contains(#"code="200",group="",resource="pods",subresource="",verb="GET",version="v1"} 2"#))
        #expect(counter.metrics.contains(#"code="404",group="",resource="",subresource="",verb="GET",version=""} 1"#))
    }
}
