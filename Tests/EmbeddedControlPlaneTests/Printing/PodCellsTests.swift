import DocumentModel
import Testing

@testable import EmbeddedControlPlane

struct PodCellsTests {
    @Test(arguments: [
        ("{phase: Running, reason: Evicted}", "Evicted", "0/1", "0"),
        (
            "{phase: Running, containerStatuses: [{state: {terminated: {exitCode: 3}}, restartCount: 2}]}",
            "ExitCode:3",
            "0/1", "2"
        ),
        ("{phase: Running, containerStatuses: [{state: {terminated: {signal: 9}}}]}", "Signal:9", "0/1", "0"),
        (
            "{phase: Running, containerStatuses: [{state: {terminated: {reason: Completed}}}, {ready: true, state: "
                + "{running: {}}}]}", "NotReady", "1/1", "0"
        ),
        (
            "{phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{state: {terminated: "
                + "{reason: Completed}}}, {ready: true, state: {running: {}}}]}", "Running", "1/1", "0"
        ),
        (
            "{phase: Pending, initContainerStatuses: [{restartCount: 1, state: {waiting: {reason: ImagePullBackOff}}}]}",
            "Init:ImagePullBackOff", "0/1", "1"
        ),
        (
            "{phase: Pending, initContainerStatuses: [{state: {terminated: {exitCode: 0}}}, {state: {running: {}}}]}",
            "Init:1/2", "0/1", "0"
        ),
        (
            "{phase: Pending, conditions: [{type: PodScheduled, reason: SchedulingGated}]}", "SchedulingGated", "0/1",
            "0"
        ),
    ])
    func `a pod's state is told as the server tells it`(_ row: (String, String, String, String)) throws {
        let text = "{spec: {containers: [{name: c}], initContainers: [{name: i}, {name: j}]}, status: \(row.0)}"
        let cells = PodCells(try YAML.parseFirst(text))
        #expect(cells.status == row.1)
        #expect(cells.ready == row.2)
        #expect(cells.restarts == row.3)
    }
}
