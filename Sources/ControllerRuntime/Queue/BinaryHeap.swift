/// A priority queue: the element that comes before all others stands on top.
struct BinaryHeap<Element> {
    private var elements: [Element] = []
    private let precedes: (Element, Element) -> Bool

    init(_ precedes: @escaping (Element, Element) -> Bool) { self.precedes = precedes }

    var top: Element? { elements.first }
    var count: Int { elements.count }

    /// Drops the elements that are not `wanted`.
    mutating func keep(_ wanted: (Element) -> Bool) {
        let kept = elements.filter(wanted)
        elements = []
        for element in kept { insert(element) }
    }

    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(elements[child], elements[parent]) else { return }
            elements.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeTop() -> Element? {
        guard let top = elements.first, let last = elements.popLast() else { return nil }
        guard !elements.isEmpty else { return top }
        elements[0] = last
        var parent = 0
        while true {
            var best = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < elements.count {
                if precedes(elements[child], elements[best]) { best = child }
            }
            if best == parent { return top }
            elements.swapAt(best, parent)
            parent = best
        }
    }
}
