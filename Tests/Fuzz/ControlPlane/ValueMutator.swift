import DocumentModel
import FuzzSupport

/// Damages an object at one of its fields, as a careless author or a hostile one would.
struct ValueMutator {
    var random: SplitMix

    mutating func mutate(_ value: Value) -> Value {
        switch value {
        case .object(let object) where !object.isEmpty && !random.once(in: 6): return .object(mutate(object))
        case .array(let items) where !items.isEmpty && !random.once(in: 6):
            var items = items
            let place = random.below(items.count)
            switch random.below(5) {
            case 0: items.append(items[place])
            case 1: items.remove(at: place)
            case 2: items = Array(repeating: items[place], count: 1 + random.below(200))
            default: items[place] = mutate(items[place])
            }
            return .array(items)
        default: return scalar(besides: value)
        }
    }

    private mutating func mutate(_ object: Object) -> Object {
        var object = object
        let keys = object.keys.map { String($0) }
        let key = random.pick(keys)
        switch random.below(8) {
        case 0: object[key] = nil
        case 1: object[random.pick(Self.keys)] = scalar(besides: .null)
        case 2: object[random.pick(Self.keys)] = object[key]
        default: object[key] = mutate(object[key] ?? .null)
        }
        return object
    }

    private mutating func scalar(besides value: Value) -> Value {
        switch random.below(12) {
        case 0: return .null
        case 1: return .bool(random.once(in: 2))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 3: return .integer(Int64(random.below(100)) - 10)
        case 4: return .double(Double(bitPattern: random.next()).magnitude > 1e300 ? 1e300 : 1.5)
        case 5: return .string(random.pick(Self.texts))
        case 6: return .string(random.pick(Samples.expressions))
        case 7: return .array([value, value])
        case 8: return .object(["a": value, "name": value])
        case 9: return deep()
        case 10: return [:]
        default: return []
        }
    }

    private mutating func deep() -> Value {
        var value = Value.integer(1)
        for _ in 0..<random.below(400) { value = random.once(in: 2) ? .array([value]) : .object(["a": value]) }
        return value
    }

    private static let keys = [
        "", "a", "name", "$patch", "$ref", "$setElementOrder/containers", "metadata", "spec", "status",
        "x-kubernetes-validations", "items",
        "properties", "additionalProperties", "apiVersion", "kind", "managedFields", "f:a", "finalizers",
        "ownerReferences", "a/b", "a~1b", "é",
    ]

    private static let texts = [
        "", " ", "a", "A", "-", "1", "1.5", "100%", "1Gi", "1e999999", "0x10", "true", "a/b", "*",
        "2024-01-01T00:00:00Z", "5m", "\u{0}", "\u{FFFF}é",
        "v1", "ConfigMap", "Widget", "fuzz", "kube-system", "10.0.0.1", "::1", "999.1.1.1", "(", "[a-", "(a+)+$",
        "^(a|a)*$", "*/0 * * * *",
        "@every 1h", "{.spec.x[?(@.y==1)].z}", "..", "$(A)", "$$", "%s", "null", Samples.longText, "sha256:abc",
        "example.org/x", "https://[::1",
    ]
}
