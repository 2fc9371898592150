import DocumentModel
import KubernetesModel
import Testing

@testable import EmbeddedControlPlane

struct QuotaReservationsTests {
    @Test func `what was let through counts until its write is over`() async throws {
        let reservations = QuotaReservations()
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let entry = QuotaReservations.Entry(
                        resource: .pods, key: ObjectKey(namespace: "n", name: "p\(number)"), object: [:])
                    do throws(APIError) {
                        try reservations.admit(entry) { pending throws(APIError) in
                            if pending.count >= 3 { throw .badRequest("no more") }
                        }
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 3)
        for number in 0..<20 { reservations.remove(.pods, ObjectKey(namespace: "n", name: "p\(number)")) }
        try reservations.admit(nil) { pending throws(APIError) in #expect(pending.isEmpty) }
    }
}
