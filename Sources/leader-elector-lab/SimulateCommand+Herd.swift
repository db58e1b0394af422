import ArgumentParser
import Election
import Runtime
import Simulation

extension SimulateCommand {
    /// Prints what each blow and a minute's rest cost a herd, and fails if something costs more than it may.
    func run(herd candidates: Int) throws {
        let began = SystemClock.instant()
        let timing = try Timing(leaseDuration: .seconds(ttl))
        var herd = try Herd(candidates: candidates, timing: timing, seed: seed)
        var failed = 0
        func show(_ name: String, _ report: Herd.Report, limit: Herd.Limit?) {
            let complaint = limit.flatMap { report.excess(over: $0) }
            if complaint != nil { failed += 1 }
            print("\(name): \(report)\(complaint.map { ", too much: \($0)" } ?? "")")
        }
        show("start", herd.start(), limit: nil)
        for blow in Herd.Blow.allCases { show("\(blow)", herd.take(blow), limit: blow.limit) }
        print("at rest: \(herd.rest())")
        if let violation = herd.violation {
            print(violation)
            failed += 1
        }
        print("in \((SystemClock.instant() - began).text)")
        print("\(Herd.Blow.allCases.count + 1 - failed) passed, \(failed) failed")
        if failed > 0 { throw ExitCode.failure }
    }
}
