/// What differs between two texts, line by line, with the lines around it, as the server's library finds it: around the
/// longest run of lines that both have.
enum LineDifference {
    private static let context = 3

    /// Lines that both texts have.
    private struct Run: Equatable {
        var old: Int
        var new: Int
        var count: Int
    }

    /// A step from the old text to the new one.
    private struct Step {
        var isSame: Bool
        var old: Range<Int>
        var new: Range<Int>
    }

    /// Begins each part with where it is in both texts; ends with a line break.
    static func text(_ old: [String], _ new: [String]) -> String {
        var result = ""
        for part in parts(steps(old, new)) {
            guard let first = part.first, let last = part.last else { continue }
            let ranges = [first.old.lowerBound..<last.old.upperBound, first.new.lowerBound..<last.new.upperBound]
            result += "@@ -\(shown(ranges[0])) +\(shown(ranges[1])) @@\n"
            for step in part {
                if step.isSame {
                    for line in old[step.old] { result += " \(line)\n" }
                } else {
                    for line in old[step.old] { result += "-\(line)\n" }
                    for line in new[step.new] { result += "+\(line)\n" }
                }
            }
        }
        return result
    }

    private static func shown(_ range: Range<Int>) -> String {
        switch range.count {
        case 1: "\(range.lowerBound + 1)"
        case 0: "\(range.lowerBound),0"
        default: "\(range.lowerBound + 1),\(range.count)"
        }
    }

    /// Changes that are near each other, with their surroundings.
    private static func parts(_ all: [Step]) -> [[Step]] {
        var steps = all
        if let first = steps.first, first.isSame {
            steps[0].old = max(first.old.lowerBound, first.old.upperBound - context)..<first.old.upperBound
            steps[0].new = max(first.new.lowerBound, first.new.upperBound - context)..<first.new.upperBound
        }
        if let last = steps.last, last.isSame {
            steps[steps.count - 1] = beginning(of: last)
        }
        var parts: [[Step]] = []
        var part: [Step] = []
        for step in steps {
            var step = step
            if step.isSame, step.old.count > 2 * context {
                parts.append(part + [beginning(of: step)])
                part = []
                step.old = step.old.upperBound - context..<step.old.upperBound
                step.new = step.new.upperBound - context..<step.new.upperBound
            }
            part.append(step)
        }
        return (parts + [part]).filter { $0.contains { !$0.isSame } }
    }

    private static func beginning(of step: Step) -> Step {
        var step = step
        step.old = step.old.lowerBound..<min(step.old.upperBound, step.old.lowerBound + context)
        step.new = step.new.lowerBound..<min(step.new.upperBound, step.new.lowerBound + context)
        return step
    }

    private static func steps(_ old: [String], _ new: [String]) -> [Step] {
        var places: [String: [Int]] = [:]
        for (index, line) in new.enumerated() { places[line, default: []].append(index) }
        // In long texts, lines that are everywhere begin no run.
        if new.count >= 200 { places = places.filter { $0.value.count <= new.count / 100 + 1 } }
        var runs: [Run] = []
        var open = [(0..<old.count, 0..<new.count)]
        // What is too much to compare counts as replaced.
        var budget = 2_000_000
        while let (left, right) = open.popLast(), budget > 0 {
            budget -= left.count
            let run = longest(old, new, left, right, places)
            guard run.count > 0 else { continue }
            runs.append(run)
            open.append((left.lowerBound..<run.old, right.lowerBound..<run.new))
            open.append((run.old + run.count..<left.upperBound, run.new + run.count..<right.upperBound))
        }
        runs.sort { ($0.old, $0.new) < ($1.old, $1.new) }
        var steps: [Step] = []
        var (left, right) = (0, 0)
        for run in runs + [Run(old: old.count, new: new.count, count: 0)] {
            if left < run.old || right < run.new {
                steps.append(Step(isSame: false, old: left..<run.old, new: right..<run.new))
            }
            (left, right) = (run.old + run.count, run.new + run.count)
            if run.count > 0 {
                if let last = steps.last, last.isSame {
                    steps[steps.count - 1].old = last.old.lowerBound..<left
                    steps[steps.count - 1].new = last.new.lowerBound..<right
                } else {
                    steps.append(Step(isSame: true, old: run.old..<left, new: run.new..<right))
                }
            }
        }
        return steps
    }

    private static func longest(
        _ old: [String], _ new: [String], _ left: Range<Int>, _ right: Range<Int>, _ places: [String: [Int]]
    ) -> Run {
        var best = Run(old: left.lowerBound, new: right.lowerBound, count: 0)
        var lengths: [Int: Int] = [:]
        for index in left {
            var next: [Int: Int] = [:]
            for place in places[old[index]] ?? [] where right.contains(place) {
                let length = (lengths[place - 1] ?? 0) + 1
                next[place] = length
                if length > best.count {
                    best = Run(old: index - length + 1, new: place - length + 1, count: length)
                }
            }
            lengths = next
        }
        while best.old > left.lowerBound, best.new > right.lowerBound, old[best.old - 1] == new[best.new - 1] {
            best = Run(old: best.old - 1, new: best.new - 1, count: best.count + 1)
        }
        while best.old + best.count < left.upperBound, best.new + best.count < right.upperBound,
            old[best.old + best.count] == new[best.new + best.count]
        { best.count += 1 }
        return best
    }
}
