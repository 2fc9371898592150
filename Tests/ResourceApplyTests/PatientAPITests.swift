import KubernetesClient
import KubernetesModel
import ResourceApply
import ResourceApplyTesting
import Testing

@Suite struct PatientAPITests {
    let api = FakeApplyAPI()
    private var patient: PatientAPI { PatientAPI(api, pause: { _ in await Task.yield() }) }

    @Test func `a broken connection is tried again, three times in all`() async throws {
        api.fail("apply", with: KubernetesError(.connection, "reset"))
        let error = await #expect(throws: KubernetesError.self) {
            try await patient.apply(configMap("a"), fieldManager: "m", dryRun: false)
        }
        #expect(error?.code == .connection)
        #expect(api.log.count == 3)
    }

    @Test func `a refusal is not tried again`() async throws {
        api.fail("apply", with: KubernetesError(.forbidden, "denied"))
        await #expect(throws: KubernetesError.self) {
            try await patient.apply(configMap("a"), fieldManager: "m", dryRun: false)
        }
        #expect(api.log.count == 1)
    }
}
