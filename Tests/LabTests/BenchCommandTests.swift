import Foundation
import TestKit
import Testing

/// The bench as a process; what it finds is not looked at, since a loaded machine would find something else.
@Suite struct BenchCommandTests {
    let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private struct Report: Decodable {
        struct Figure: Decodable {
            var key: String
            var subject: String
            var unit: String
            var median: Double
            var least: Double
            var greatest: Double
            var samples: [Double]
        }

        var facts: [String: String]
        var figures: [Figure]
    }

    @Test func theJSONHasTheFiguresThatWereAskedFor() throws {
        let result = try bench.run([try Lab.path(), "bench", "--quick", "--only", "size,start", "--json"])
        #expect(result.code == 0, "\(result.complaint)")
        let report = try JSONDecoder().decode(Report.self, from: Data(result.text.utf8))
        #expect(report.facts["ours"]?.contains("leader-elector") == true)
        #expect(report.figures.map(\.key) == ["file", "start.answer", "start.leadership"])
        #expect(report.figures.map(\.samples.count) == [1, 3, 3])
        for figure in report.figures {
            #expect(figure.subject == "ours")
            #expect(figure.least > 0 && figure.least <= figure.median && figure.median <= figure.greatest)
        }
        #expect(result.error.contains { $0.hasPrefix("start: ours, round ") })
    }

    @Test func aPeerIsMeasuredInTheSameTurns() throws {
        let program = try Workbench.path(of: "leader-elector")
        let peer = "\(program) --election {election} --id {id} --http {http} --kubeconfig {kubeconfig} --ttl {ttl}"
        let result = try bench.run(
            [try Lab.path(), "bench", "--quick", "--rounds", "1", "--only", "start", "--peer", peer]
        )
        #expect(result.code == 0, "\(result.complaint)")
        let rows = result.output.filter { $0.hasPrefix("start to ") }
        #expect(rows.map { $0.contains(" leader-elector ") } == [false, true, false, true])
    }

    @Test func whatCannotBeMeasuredIsToldAndTheRestIsMeasured() throws {
        let result = try bench.run(
            [try Lab.path(), "bench", "--quick", "--rounds", "1", "--only", "size,start", "--peer", "false {http}"]
        )
        #expect(result.code == 1)
        #expect(result.complaint.contains("not measured: start, false: "))
        #expect(result.output.contains { $0.hasPrefix("start to leadership") })
    }

    @Test(
        arguments: [
            (["--only", "speed"], 64), (["--rounds", "0"], 64), (["--peer", "elector {name}"], 64),
            (["--program", "/nonexistent"], 69), (["--kubeconfig", "/nonexistent"], 1),
        ] as [([String], Int32)]
    )
    func whatCannotBeRightEndsItWithASentence(arguments: [String], code: Int32) throws {
        let result = try bench.run([try Lab.path(), "bench"] + arguments)
        #expect(result.code == code)
        #expect(result.output.isEmpty)
        #expect(result.complaint.contains(arguments[0].dropFirst(2)), "\(result.complaint)")
    }
}
