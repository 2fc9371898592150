import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct SigningChecksTests {
    @Test(arguments: [
        ("{usages: [client auth], signerName: example.org/s}", []),
        ("{usages: [client auth]}", ["spec.signerName: Required value"]),
        ("{signerName: example.org/s}", ["spec.usages: Required value"]),
        (
            "{usages: [client auth, client auth], signerName: example.org/s, expirationSeconds: 5}",
            [
                #"spec.usages[1]: Duplicate value: "client auth""#,
                "spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 600 seconds (10 minutes)",
            ]
        ),
        (
            "{usages: [client auth], signerName: bad}",
            [
                #"spec.signerName: Invalid value: "bad": must be a fully qualified domain and path of the form "#
                    + "'example.com/signer-name'"
            ]
        ),
        (
            "{usages: [client auth], signerName: bad/x}",
            [#"spec.signerName: Invalid value: "bad": should be a domain with at least two segments separated by dots"#]
        ),
    ])
    func `a request for a certificate is checked`(_ row: (String, [String])) throws {
        var checks = Checks()
        checks.signingRequest(["spec": try YAML.parseFirst(row.0)])
        #expect(checks.errors.map(\.text) == row.1)
    }

    @Test(
        arguments: [
            (["client auth"], nil), (["client auth", "digital signature"], nil),
            (["server auth"], "invalid usage for client certificate: server auth"),
            (["key encipherment"], "missing required usage for client certificate: client auth"),
        ] as [([String], String?)])
    func `the signer of users signs for clients alone`(_ row: ([String], String?)) {
        #expect(CertificateSigner.problem(row.0) == row.1)
    }

    @Test(arguments: [
        ("[{uid: a}, {uid: b}]", 2, []), ("[{uid: a, name: x}, {uid: a, name: y}]", 2, []),
        ("[{uid: a}, {uid: b}, {uid: a}]", 2, ["duplicate UID(s) observed: a"]),
    ])
    func `an owner named twice is kept once`(_ row: (String, Int, [String])) throws {
        var object: Object = ["metadata": ["ownerReferences": try YAML.parseFirst(row.0)]]
        let warnings = OwnerReferences.removeDuplicates(from: &object)
        #expect(object["metadata"]?["ownerReferences"]?.array?.count == row.1)
        #expect(warnings.count == row.2.count)
        #expect(zip(warnings, row.2).allSatisfy { $0.hasSuffix($1) })
    }
}
