extension Object {
    /// The fields in the order in which go-yaml writes maps: numbers inside keys by their value (`a2` before `a10`),
    /// letters after everything else.
    func sortedLikeGo() -> Object {
        sorted(by: GoKeyOrder.precedes)
    }
}

/// The order of keys in what go-yaml writes.
enum GoKeyOrder {
    static func precedes(_ left: String, _ right: String) -> Bool {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        guard let index = zip(left, right).enumerated().first(where: { $0.element.0 != $0.element.1 })?.offset else {
            return left.count < right.count
        }
        let (a, b) = (left[index], right[index])
        switch (a.properties.isAlphabetic, b.properties.isAlphabetic) {
        case (true, true): return a.value < b.value
        case (true, false): return false
        case (false, true): return true
        case (false, false): return numbersPrecede(left, right, at: index)
        }
    }

    /// Compares the numbers that go on at `index`; a number before with digits other than 0 makes zeros count.
    private static func numbersPrecede(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], at index: Int) -> Bool {
        var start: UInt64 = 0
        if left[index] == "0" || right[index] == "0" {
            let before = left[..<index].reversed().prefix { digit($0) != nil }
            if before.contains(where: { $0 != "0" }) { start = 1 }
        }
        let (a, aEnd) = number(left, from: index, start)
        let (b, bEnd) = number(right, from: index, start)
        if a != b { return a < b }
        if aEnd != bEnd { return aEnd < bEnd }
        return left[index].value < right[index].value
    }

    private static func number(_ text: [Unicode.Scalar], from index: Int, _ start: UInt64) -> (UInt64, Int) {
        var value = start
        var end = index
        while end < text.count, let digit = digit(text[end]) {
            value = value &* 10 &+ UInt64(digit)
            end += 1
        }
        return (value, end)
    }

    private static func digit(_ scalar: Unicode.Scalar) -> UInt32? {
        scalar.value &- 0x30 < 10 ? scalar.value - 0x30 : nil
    }
}
