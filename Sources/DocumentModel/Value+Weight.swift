extension Value {
    /// About how many bytes the value takes as a text. What is beyond `limit` is not gone through: the answer is only
    /// more than `limit` then.
    public func weight(atMost limit: Int) -> Int {
        var weight = 0
        add(to: &weight, limit)
        return weight
    }

    private func add(to weight: inout Int, _ limit: Int) {
        guard weight <= limit else { return }
        switch self {
        case .null, .bool, .integer, .double: weight += 4
        case .string(let text): weight += text.utf8.count + 2
        case .array(let elements):
            weight += 2
            for element in elements {
                guard weight <= limit else { return }
                element.add(to: &weight, limit)
            }
        case .object(let object):
            weight += 2
            for (key, value) in object {
                guard weight <= limit else { return }
                weight += key.utf8.count + 4
                value.add(to: &weight, limit)
            }
        }
    }
}
