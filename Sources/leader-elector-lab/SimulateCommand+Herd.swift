import ArgumentParser
import Election
import Runtime
import Simulation

extension SimulateCommand {
    /// Prints what each blow and a minute's rest cost a herd, and fails if something costs more than it may.
    ///
    /// client-go's electors are held to nothing: they are there to compare with.
    func run(herd candidates: Int) throws {
        let began = SystemClock.instant()
        let timing = try Timing(leaseDuration: .seconds(ttl))
        var herd = try Herd(candidates: candidates, timing: timing, onlyClientGo: clientGo, seed: seed)
        let subject = clientGo ? "client-go, modelled, " : ""
        var failed = 0
        func show(_ name: String, _ report: Herd.Report, limit: Herd.Limit?) {
            let complaint = clientGo ? nil : limit.flatMap { report.excess(over: $0) }
            if complaint != nil { failed += 1 }
            print("\(subject)\(name): \(report)\(complaint.map { ", too much: \($0)" } ?? "")")
        }
        show("start", herd.start(), limit: nil)
        for blow in Herd.Blow.allCases { show("\(blow)", herd.take(blow), limit: blow.limit) }
        print("\(subject)at rest: \(herd.rest())")
        if let violation = herd.violation {
            print("\(subject)\(violation)\(clientGo ? ", which it does not promise" : "")")
            if !clientGo { failed += 1 }
        }
        print("in \((SystemClock.instant() - began).text)")
        print("\(Herd.Blow.allCases.count + 1 - failed) passed, \(failed) failed")
        if failed > 0 { throw ExitCode.failure }
    }
}
