/// What requests are made of.
enum Samples {
    /// Collections of the API and an object for each.
    static let objects: [(collection: String, object: String)] = [
        (
            "/api/v1/namespaces/fuzz/configmaps",
            #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","labels":{"app":"x"}},"data":{"k":"v"},"binaryData":{"b":"AAE="}}"#
        ),
        (
            "/api/v1/namespaces/fuzz/secrets",
            #"{"apiVersion":"v1","kind":"Secret","metadata":{"generateName":"s-"},"type":"Opaque","stringData":{"a":"b"}}"#
        ),
        (
            "/api/v1/namespaces/fuzz/services",
            #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"type":"NodePort","selector":{"app":"x"},"ports":[{"port":80,"targetPort":"http","protocol":"TCP","nodePort":30080},{"name":"dns","port":53,"protocol":"UDP"}]}}"#
        ),
        (
            "/api/v1/namespaces/fuzz/pods",
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i","env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],"resources":{"limits":{"cpu":"1","memory":"1Gi"}},"volumeMounts":[{"name":"v","mountPath":"/v"}]}],"volumes":[{"name":"v","emptyDir":{}}]}}"#
        ),
        (
            "/api/v1/namespaces/fuzz/persistentvolumeclaims",
            #"{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"a"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}"#
        ),
        (
            "/api/v1/namespaces/fuzz/resourcequotas",
            #"{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"a"},"spec":{"hard":{"pods":"100","requests.cpu":"4","count/secrets":"1k"}}}"#
        ),
        (
            "/api/v1/namespaces/fuzz/limitranges",
            #"{"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"a"},"spec":{"limits":[{"type":"Container","default":{"cpu":"1"},"max":{"cpu":"2"}}]}}"#
        ),
        (
            "/api/v1/namespaces",
            #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"other","labels":{"a":"b"},"finalizers":["example.org/x"]}}"#
        ),
        (
            "/apis/apps/v1/namespaces/fuzz/deployments",
            #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","annotations":{"dev.sluice/rollout-delay":"5ms"}},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":{"labels":{"app":"x"}},"spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80}]}]}}}}"#
        ),
        (
            "/apis/apps/v1/namespaces/fuzz/statefulsets",
            #"{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"a"},"spec":{"serviceName":"a","replicas":2,"selector":{"matchLabels":{"app":"s"}},"template":{"metadata":{"labels":{"app":"s"}},"spec":{"containers":[{"name":"c","image":"i"}]}},"volumeClaimTemplates":[{"metadata":{"name":"d"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]}}"#
        ),
        (
            "/apis/batch/v1/namespaces/fuzz/jobs",
            #"{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"a"},"spec":{"completions":3,"parallelism":2,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}"#
        ),
        (
            "/apis/batch/v1/namespaces/fuzz/cronjobs",
            #"{"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"a"},"spec":{"schedule":"*/5 * * * 1-5","timeZone":"Europe/Berlin","jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}}"#
        ),
        (
            "/apis/networking.k8s.io/v1/namespaces/fuzz/ingresses",
            #"{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"a"},"spec":{"rules":[{"host":"a.example.org","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"a","port":{"number":80}}}}]}}]}}"#
        ),
        (
            "/apis/autoscaling/v2/namespaces/fuzz/horizontalpodautoscalers",
            #"{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"a"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"a"},"maxReplicas":5,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]}}"#
        ),
        (
            "/apis/policy/v1/namespaces/fuzz/poddisruptionbudgets",
            #"{"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"a"},"spec":{"minAvailable":"50%","selector":{"matchLabels":{"app":"x"}}}}"#
        ),
        (
            "/apis/rbac.authorization.k8s.io/v1/namespaces/fuzz/roles",
            #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"a"},"rules":[{"apiGroups":[""],"resources":["pods/*"],"verbs":["get","*"]}]}"#
        ),
        (
            "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"fuzz"},"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]},"rules":[]}"#
        ),
        (
            "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
            #"{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicy","metadata":{"name":"fuzz"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":["apps"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["deployments"]}]},"variables":[{"name":"v","expression":"object.spec.replicas"}],"validations":[{"expression":"variables.v < 3 && object.metadata.labels.all(k, k.startsWith('a'))","messageExpression":"'no ' + string(variables.v)"}]}}"#
        ),
        (
            "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
            #"{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicyBinding","metadata":{"name":"fuzz"},"spec":{"policyName":"fuzz","validationActions":["Deny","Audit"]}}"#
        ),
        (
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            #"{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"fuzz"},"webhooks":[{"name":"a.example.org","clientConfig":{"url":"https://127.0.0.1:1/x"},"admissionReviewVersions":["v1"],"sideEffects":"None","timeoutSeconds":1,"failurePolicy":"Ignore","rules":[{"apiGroups":["batch"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["jobs"]}]}]}"#
        ),
        (
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            #"{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.fuzz.example.org"},"spec":{"group":"fuzz.example.org","scope":"Namespaced","names":{"plural":"widgets","singular":"widget","kind":"Widget","listKind":"WidgetList"},"versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{},"scale":{"specReplicasPath":".spec.size","statusReplicasPath":".status.size"}},"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"}],"selectableFields":[{"jsonPath":".spec.color"}],"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","x-kubernetes-validations":[{"rule":"self.size < 10 && self.list.all(x, x.matches('^[a-z]+$'))","message":"no"}],"properties":{"size":{"type":"integer","minimum":0,"default":1},"color":{"type":"string","pattern":"^[a-z]*$","enum":["red","blue"]},"list":{"type":"array","maxItems":10,"x-kubernetes-list-type":"set","items":{"type":"string","maxLength":20}},"any":{"x-kubernetes-preserve-unknown-fields":true,"type":"object"},"port":{"x-kubernetes-int-or-string":true}}},"status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}"#
        ),
        (
            "/apis/fuzz.example.org/v1/namespaces/fuzz/widgets",
            #"{"apiVersion":"fuzz.example.org/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"size":3,"color":"red","list":["a","b"],"any":{"x":[1,{"y":null}]},"port":"http"},"status":{"size":1}}"#
        ),
        (
            "/apis/events.k8s.io/v1/namespaces/fuzz/events",
            #"{"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"name":"a"},"eventTime":"2024-01-01T00:00:00.000000Z","reportingController":"x","reportingInstance":"y","action":"z","reason":"r","type":"Normal","regarding":{"kind":"Pod","name":"a","namespace":"fuzz"}}"#
        ),
        (
            "/apis/coordination.k8s.io/v1/namespaces/fuzz/leases",
            #"{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"a"},"spec":{"holderIdentity":"me","leaseDurationSeconds":15,"renewTime":"2024-01-01T00:00:00.000000Z"}}"#
        ),
        (
            "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            #"{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{"user":"eve","groups":["a"],"resourceAttributes":{"verb":"get","resource":"pods","namespace":"fuzz"}}}"#
        ),
        (
            "/apis/authentication.k8s.io/v1/tokenreviews",
            #"{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"a.b.c","audiences":["x"]}}"#
        ),
        (
            "/api/v1/namespaces/fuzz/serviceaccounts/default/token",
            #"{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["x"],"expirationSeconds":600}}"#
        ),
    ]

    static let patches = [
        #"{"metadata":{"labels":{"a":null,"b":"c"}}}"#,
        #"{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"j"},{"$patch":"delete","name":"d"}]}}}}"#,
        #"{"spec":{"$retainKeys":["type"],"type":"Recreate"},"metadata":{"finalizers":["example.org/y"],"$deleteFromPrimitiveList/finalizers":["x"]}}"#,
        #"{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"c"}],"containers":[{"$patch":"replace"}]}}}}"#,
        #"[{"op":"add","path":"/metadata/labels/x","value":"y"},{"op":"test","path":"/kind","value":"ConfigMap"}]"#,
        #"[{"op":"copy","from":"/metadata","path":"/data/x"},{"op":"move","from":"/data/x","path":"/data/y"},{"op":"remove","path":"/data/-1"}]"#,
        #"{"data":{"k":"\#(String(repeating: "long ", count: 2_000))"}}"#,
        #"{"spec":{"size":99,"list":["A","A"]},"status":{"size":"x"}}"#,
        #"{"spec":{"replicas":5},"status":{"replicas":1}}"#,
    ]

    static let otherPaths = [
        "/", "/api", "/apis", "/apis/apps", "/apis/apps/v1", "/version", "/healthz", "/livez?verbose", "/readyz/ping",
        "/metrics",
        "/openapi/v2", "/openapi/v3", "/openapi/v3/apis/apps/v1", "/api/v1/pods", "/api/v1/nodes/x/proxy/a/b", "/logs",
        "/api/v1/namespaces/fuzz/pods/a/log", "/api/v1/namespaces/fuzz/pods/a/exec?command=x",
        "/api/v1/namespaces/fuzz/finalize",
        "/.well-known/openid-configuration", "/openid/v1/jwks", "/api/v1/namespaces/fuzz/pods/a/eviction",
        "/debug/pprof",
        "/api/v1/watch/namespaces/fuzz/configmaps", "/apis/apps/v1/watch/deployments", "/api/v1/proxy/x",
        "/apis/nope/v1/things",
    ]

    static let subresources = [
        "/status", "/status", "/scale", "/scale", "/approval", "/finalize", "/log", "/nope", "/token", "/",
    ]

    static let names = [
        "a", "a", "a", "b", "fuzz", "default", "kube-root-ca.crt", "A_B", "..", "%2e%2e", "%00", "é", "x%2Fy", "*",
    ]

    static let queries: [(name: String, values: [String])] = [
        ("dryRun", ["All", "None", "x", "All&dryRun=All"]), ("fieldManager", ["me", "", "a/b", "x%00", longText]),
        ("fieldValidation", ["Strict", "Warn", "Ignore", "x"]), ("force", ["true", "false", "1", "x"]),
        ("limit", ["1", "2", "0", "-1", "9223372036854775807", "99999999999999999999", "x"]),
        ("continue", ["eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhXHUwMDAwIn0", "x", "e30", ""]),
        ("resourceVersion", ["0", "1", "100", "18446744073709551615", "-1", "x", "99999999"]),
        ("resourceVersionMatch", ["Exact", "NotOlderThan", "x"]), ("sendInitialEvents", ["true", "false", "x"]),
        ("allowWatchBookmarks", ["true", "x"]), ("timeout", ["1s", "1ns", "x", "-1s", "9999h"]),
        (
            "labelSelector",
            [
                "app", "app=x", "app!=x", "app in (x,y)", "app notin (", "!app", "a=b,c=d", ",,", "a==b==c", "x>1",
                "x<z",
                longText, "((((((((", "a in ()", "%F0%9F%98%80=x",
            ]
        ),
        (
            "fieldSelector",
            [
                "metadata.name=a", "metadata.name!=a,metadata.namespace=fuzz", "spec.nodeName=", "status.phase=Running",
                "x=y",
                "spec.color=red", "\\,=\\=", "metadata.name", longText,
            ]
        ),
        ("propagationPolicy", ["Foreground", "Background", "Orphan", "x"]),
        ("gracePeriodSeconds", ["0", "-1", "x", "9999999999"]),
        ("orphanDependents", ["true", "false", "x"]), ("pretty", ["true", "1", ""]),
        ("timeoutSeconds", ["1", "0", "-1", "x"]),
        ("ignoreStoreReadErrorWithClusterBreakingPotential", ["true", "x"]), ("shardSelector", ["x"]),
        ("nope", ["x", ""]),
        ("includeObject", ["None", "Object", "Metadata", "x"]), ("exact", ["true"]), ("export", ["true"]),
    ]

    static let longText = String(repeating: "abcdefghi.", count: 400)

    static let accepts = [
        "application/json", "*/*", "application/yaml", "application/json;as=Table;v=v1;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "application/vnd.kubernetes.protobuf",
        "text/html",
        "application/json;stream=watch", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", ";;;",
        "",
        "application/com.github.proto-openapi.spec.v3@v1.0+protobuf", "application/json;q=0.5, */*;q=0.1",
        "application/cbor",
    ]

    static let bodyTypes = [
        "application/json", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "text/plain",
        "",
        "application/json; charset=utf-8", "application/json-patch+json", "application/apply-patch+yaml",
        "application/cbor", "a/b;;",
    ]

    static let patchTypes = [
        "application/merge-patch+json", "application/strategic-merge-patch+json", "application/json-patch+json",
        "application/apply-patch+yaml", "application/apply-patch+yaml", "application/apply-patch+cbor",
        "application/json", "",
    ]

    static let headers = [
        "Impersonate-User: eve", "Impersonate-User: system:serviceaccount:fuzz:default",
        "Impersonate-Group: system:masters",
        "Impersonate-User: eve\r\nImpersonate-Group: system:masters\r\nImpersonate-Extra-a%2Fb: c",
        "Impersonate-Uid: 1",
        "Authorization: Bearer a.b.c", "Authorization: Basic YTpi", "Authorization: Bearer ", "Accept-Encoding: gzip",
        "If-None-Match: x", "Kubectl-Session: 1", "X-Long: \(longText)\(longText)", "Expect: 100-continue",
        "Range: bytes=0-1",
        "Upgrade: websocket\r\nConnection: Upgrade", "Upgrade: SPDY/3.1\r\nConnection: Upgrade", "Connection: close",
        "Cookie: a=b",
        "X-Remote-User: eve", "Origin: http://example.org", "Content-Encoding: gzip",
    ]

    static let expressions = [
        "true", "self.size > 1", "self.list.all(x, x == x)", "self.list.map(x, self.list.map(y, x + y)).size() < 5",
        "has(self.any) && self.any.x[0] == 1", "oldSelf.size <= self.size", "self.color.matches('(a+)+$')",
        "1 / 0 == 1",
        "object.metadata.name.size() < 5", "request.userInfo.username == 'x'", "string(object)", "dyn(self) == self",
        "{'a': self}.a.size",
        "self.list.exists_one(x, x in ['a'])", "authorizer.group('').resource('pods').check('get').allowed()",
        "self.size + 9223372036854775807 > 0",
        "duration('1h') > duration('-1s')", "quantity('1Gi').isGreaterThan(quantity('1k'))", "ip('::1').isLoopback()",
        "self.?x.orValue(1) == 1",
        "variables.v", "params.data.x == '1'", "((((((((((((1))))))))))))", "[[[[[[[[[[]]]]]]]]]]",
        "'\\u0000' == self.color", "self.",
        "url('https://a/b').getHost()", "'a'.format(['%s'])", "'%s %d %.3f'.format(['a', 1, 2.0])",
        "self.list.sort() == self.list",
    ]
}
