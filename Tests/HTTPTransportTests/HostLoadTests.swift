import Testing

@testable import HTTPTransport

@Suite struct HostLoadTests {
    @Test func `a hundred begin at once, and the next wait for each other's connection`() {
        var load = HostLoad<Int>()
        for item in 0..<100 {
            let begins = load.request(item, to: "a")
            #expect(begins)
        }
        let begins = [load.request(100, to: "a"), load.request(101, to: "a"), load.request(0, to: "b")]
        #expect(begins == [false, false, true])
        var begun: [Int] = []
        load.admit { begun.append($0) }
        #expect(begun.isEmpty)
        for _ in 0..<100 { load.connected("a") }
        load.admit { begun.append($0) }
        #expect(begun == [100])
        load.connected("a")
        load.admit { begun.append($0) }
        #expect(begun == [100, 101])
        #expect(!load.hasWaiting)
    }

    @Test func `whoever ends makes room`() {
        var load = HostLoad<Int>()
        for item in 0..<100 {
            let begins = load.request(item, to: "a")
            #expect(begins)
        }
        let waits = !load.request(100, to: "a")
        #expect(waits)
        load.ended("a", wasConnecting: true)
        var begun: [Int] = []
        load.admit { begun.append($0) }
        #expect(begun == [100])
    }

    @Test func `whoever waits can be taken out`() {
        var load = HostLoad<Int>()
        for item in 0..<102 { _ = load.request(item, to: "a") }
        let removed = load.remove { $0 == 100 }
        #expect(removed == [100])
        load.ended("a", wasConnecting: true)
        var begun: [Int] = []
        load.admit { begun.append($0) }
        #expect(begun == [101])
    }
}
