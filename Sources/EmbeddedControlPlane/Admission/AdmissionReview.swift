internal import DocumentModel

/// One write on its way through admission.
struct AdmissionReview: Sendable {
    enum Operation: String, Sendable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
        case connect = "CONNECT"
    }

    var target: Target
    let options: WriteOptions
    let operation: Operation
    /// The object before, in the version of the request; nil for a creation.
    let old: Object?
    /// Texts for `Warning` header fields.
    var warnings: [String] = []
    /// Whether the name of a new object was generated.
    var isNameGenerated = false
}

/// One admission plug-in: may change or refuse what is about to be written.
protocol AdmissionPlugin: Sendable {
    /// Changes the object before it is checked.
    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError)
    /// Refuses, after everybody has changed what they want. Of a deletion it gets the object to be deleted.
    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError)
    /// Hears that the write of an object, which may have been let through, is over, however it went.
    func settle(_ target: Target)
}

extension AdmissionPlugin {
    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {}
    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {}
    func settle(_ target: Target) {}
}

/// The plug-ins, in order.
struct AdmissionChain: Sendable {
    var plugins: [any AdmissionPlugin]

    func mutate(_ object: inout Object, _ review: inout AdmissionReview) async throws(APIError) {
        for plugin in plugins {
            do throws(APIError) { try await plugin.mutate(&object, &review) } catch {
                throw error.adding(review.warnings)
            }
        }
    }

    func validate(_ object: Object, _ review: inout AdmissionReview) async throws(APIError) {
        for plugin in plugins {
            do throws(APIError) { try await plugin.validate(object, &review) } catch {
                throw error.adding(review.warnings)
            }
        }
    }

    func settle(_ target: Target) {
        for plugin in plugins { plugin.settle(target) }
    }
}

extension APIError {
    /// A refusal, too, carries the warnings of those that were asked before.
    func adding(_ warnings: [String]) -> APIError {
        guard !warnings.isEmpty else { return self }
        var error = self
        error.warnings = warnings + self.warnings
        return error
    }
}
