// Plagues an embedded control plane with made-up requests until the time is over.
// Built only with SLUICE_FUZZ=1: make fuzz-api SECONDS=600

import ClusterTesting
import FuzzSupport
import Glibc
import Platform

guard let options = FuzzOptions(CommandLine.arguments.dropFirst()) else {
    print(FuzzOptions.usage)
    exit(2)
}
try FileSystem.createDirectory(options.folder)
let server = try EmbeddedServer(folder: "\(options.folder)/run-\(UniqueID.random().prefix(8))")
let wire = try Wire(kubeconfig: try await server.start(), patience: options.patience)
let verdicts = Verdicts(folder: options.folder)
let keeper = Housekeeping(server: server, wire: wire, verdicts: verdicts, options: options)
await keeper.prepare()

let end = ContinuousClock.now + .seconds(options.seconds)
await withTaskGroup(of: Void.self) { group in
    for client in 0..<options.clients {
        group.addTask {
            var number = options.seed &+ UInt64(client) << 40
            while ContinuousClock.now < end, verdicts.findings < 5, !Task.isCancelled {
                var left = 200
                do {
                    try await wire.converse {
                        guard left > 0, ContinuousClock.now < end else { return nil }
                        left -= 1
                        number += 1
                        var maker = RequestMaker(number: number)
                        let request = maker.make()
                        verdicts.sending(request, by: client)
                        return request
                    } _: { request, reply in
                        verdicts.heard(reply, to: request, by: client)
                    }
                } catch { try? await Task.sleep(for: .milliseconds(100)) }
            }
        }
    }
    group.addTask {
        var second = 0
        while ContinuousClock.now < end, keeper.isWell() {
            second += 1
            if second.isMultiple(of: 30) {
                await keeper.tidy()
                verdicts.report()
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }
    await group.waitForAll()
}
_ = keeper.isWell()
await keeper.tidy()
verdicts.report()
try await server.stop()
exit(verdicts.findings == 0 ? 0 : 1)
