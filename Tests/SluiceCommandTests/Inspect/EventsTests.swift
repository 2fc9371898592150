import DocumentModel
import KubernetesModel
import Testing

@testable import SluiceCommand

@Suite struct EventsTests {
    private static func event(
        _ name: String, _ object: String, _ time: String, type: String = "Normal", namespace: String = "flux-system",
        count: Int64 = 1
    ) -> KubernetesObject {
        let parts = object.split(separator: "/").map(String.init)
        var event = KubernetesObject(kind: .event, namespace: namespace, name: name)
        event.content["involvedObject"] = ["kind": .string(parts[0]), "name": .string(parts[1])]
        event.content["type"] = .string(type)
        event.content["reason"] = "ReconciliationSucceeded"
        event.content["message"] = .string("about \(parts[1])")
        event.content["count"] = .integer(count)
        event.content["firstTimestamp"] = .string(time)
        event.content["lastTimestamp"] = .string(time)
        return event
    }

    static let cluster = FakeCluster([
        event("b", "Kustomization/apps", "2023-11-14T22:12:20Z"),
        event("a", "GitRepository/platform", "2023-11-14T22:03:20Z", type: "Warning", count: 3),
        event("c", "Deployment/other", "2023-11-14T22:13:00Z"),
        event("d", "Kustomization/elsewhere", "2023-11-14T22:13:00Z", namespace: "apps"),
        Make.kustomization("apps"),
    ])

    @Test func `events of the toolkit's kinds are shown, oldest first`() async {
        let run = await sluice("events", on: Self.cluster)
        #expect(
            run.output
                == """
                LAST SEEN         \tTYPE   \tREASON                 \tOBJECT                \tMESSAGE        
                10m (x3 over 10m) \tWarning\tReconciliationSucceeded\tGitRepository/platform\tabout platform\t
                60s               \tNormal \tReconciliationSucceeded\tKustomization/apps    \tabout apps    \t

                """.replacing("10m (x3 over 10m) \t", with: "10m (x3 over 10m)\t").replacing(
                    "LAST SEEN         \t", with: "LAST SEEN        \t"
                ).replacing("60s               \t", with: "60s              \t"))
    }

    @Test func `types and namespaces select`() async {
        let warnings = await sluice("events --types warning", on: Self.cluster)
        #expect(warnings.output.contains("platform") && !warnings.output.contains("apps"))
        let all = await sluice("events -A", on: Self.cluster)
        #expect(all.output.hasPrefix("NAMESPACE"))
        #expect(all.output.contains("Kustomization/elsewhere"))
    }

    @Test func `the events of an object come with those of its source`() async {
        let run = await sluice("events --for kustomization/apps", on: Self.cluster)
        #expect(run.output.contains("Kustomization/apps"))
        #expect(run.output.contains("GitRepository/platform"))
        #expect(!run.output.hasPrefix("NAMESPACE"))
    }

    @Test func `none is said on standard error, and wrong flags are refused`() async {
        let none = await sluice("events -n none", on: Self.cluster)
        #expect(none.exitCode == 0)
        #expect(none.errors == "✗ No events found in none namespace.\n")
        #expect(
            await sluice("events --types Error").errors
                == "✗ type 'Error' not supported. Supported types are Normal, Warning\n")
        #expect(await sluice("events --for Deployment/x").errors == "✗ 'Deployment' is not a recognized Flux kind\n")
        #expect(
            await sluice("events --for /x").errors == "✗ --for selector must be of format <kind>[/<name>]\n")
    }

    @Test func `watching prints what is there first`() async {
        let run = await sluice("events --watch", on: Self.cluster)
        #expect(run.output.contains("Kustomization/apps"))
    }
}
