internal import DocumentModel

extension SchemaValidator {
    mutating func checkText(_ text: String, _ constraints: ValueConstraints, _ path: String) {
        let length = Int64(text.unicodeScalars.count)
        if let limit = constraints.maxLength, length > limit {
            fail(.tooLong, path, value: .string(text), "may not be more than \(SchemaValidator.count(limit, "byte"))")
        } else if let limit = constraints.minLength, length < limit {
            fail(.invalid, path, value: .string(text), "\(path) in body should be at least \(limit) chars long")
        } else if let pattern = constraints.pattern, !PatternMatcher.matches(pattern, text) {
            fail(.invalid, path, value: .string(text), "\(path) in body should match '\(pattern)'")
        }
        if let format = constraints.format, !StringFormat.fits(text, format) {
            fail(
                .typeInvalid, path, value: .string(text),
                "\(path) in body must be of type \(format): \(GoText.quoted(text))")
        }
    }

    mutating func checkNumber(_ value: Value, _ constraints: ValueConstraints, _ path: String) {
        guard let number = value.double else { return }
        if let factor = constraints.multipleOf, factor > 0, (number / factor).rounded() != number / factor {
            fail(.invalid, path, value: value, "\(path) in body should be a multiple of \(Self.text(factor))")
        }
        if let limit = constraints.maximum {
            if constraints.isMaximumExclusive ? number >= limit : number > limit {
                let words = constraints.isMaximumExclusive ? "less than" : "less than or equal to"
                fail(.invalid, path, value: value, "\(path) in body should be \(words) \(Self.text(limit))")
            }
        }
        if let limit = constraints.minimum {
            if constraints.isMinimumExclusive ? number <= limit : number < limit {
                let words = constraints.isMinimumExclusive ? "greater than" : "greater than or equal to"
                fail(.invalid, path, value: value, "\(path) in body should be \(words) \(Self.text(limit))")
            }
        }
        checkRange(value, constraints, path)
    }

    /// Formats of numbers limit their range.
    private mutating func checkRange(_ value: Value, _ constraints: ValueConstraints, _ path: String) {
        if constraints.format == "float", let number = value.double, abs(number) > Double(Float.greatestFiniteMagnitude)
        {
            failComposite("Checked value must be of type number with format float in \(path)")
        }
        guard constraints.format == "int32", case .integer(let number) = value, Int32(exactly: number) == nil else {
            return
        }
        failComposite("Checked value must be of type integer with format int32 in \(path)")
    }

    private static func text(_ number: Double) -> String {
        Int64(exactly: number).map { String($0) } ?? JSON.text(.double(number))
    }

    // MARK: Composition

    mutating func checkComposition(_ value: Value, _ constraints: ValueConstraints, _ path: String) {
        if !constraints.anyOf.isEmpty {
            let outcomes = constraints.anyOf.map { outcome(value, $0, path) }
            if !outcomes.contains(where: \.errors.isEmpty) {
                failComposite("\(GoText.quoted(path)) must validate at least one schema (anyOf)")
                errors += Self.best(outcomes)
            }
        }
        if !constraints.oneOf.isEmpty {
            let outcomes = constraints.oneOf.map { outcome(value, $0, path) }
            let fitting = outcomes.count(where: \.errors.isEmpty)
            if fitting != 1 {
                let found = fitting == 0 ? "Found none valid" : "Found \(fitting) valid alternatives"
                failComposite("\(GoText.quoted(path)) must validate one and only one schema (oneOf). \(found)")
                if fitting == 0 { errors += Self.best(outcomes) }
            }
        }
        if !constraints.allOf.isEmpty {
            let outcomes = constraints.allOf.map { outcome(value, $0, path) }
            errors += outcomes.flatMap(\.errors)
            let fitting = outcomes.count(where: \.errors.isEmpty)
            if fitting < outcomes.count {
                let found = fitting == 0 ? ". None validated" : ""
                failComposite("\(GoText.quoted(path)) must validate all the schemas (allOf)\(found)")
            }
        }
        if let forbidden = constraints.not.first, outcome(value, forbidden, path).errors.isEmpty {
            failComposite("\(GoText.quoted(path)) must not validate the schema (not)")
        }
    }

    private func outcome(_ value: Value, _ constraints: ValueConstraints, _ path: String) -> SchemaValidator {
        var validator = SchemaValidator()
        validator.visit(value, constraints, path: path, old: nil, list: nil)
        return validator
    }

    /// The mistakes of the alternative that looked at most, the first of those.
    private static func best(_ outcomes: [SchemaValidator]) -> [FieldError] {
        let most = outcomes.map(\.visits).max() ?? 0
        return outcomes.first { $0.visits == most }?.errors ?? []
    }
}
