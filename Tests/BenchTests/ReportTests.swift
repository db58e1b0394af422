import JSON
import Testing

@testable import Bench

@Suite struct ReportTests {
    private var report: Report {
        var report = Report(ourName: "ours")
        report.add(fact: "API server", "embedded")
        for milliseconds in [5.0, 7, 4] { report.add(milliseconds * 1e6, of: .firstAnswer, for: "ours") }
        report.add(1.4e6, of: .anonymous(.leader), for: "ours")
        report.add(8.8e6, of: .firstAnswer, for: "elector")
        return report
    }

    @Test func programsStandBelowEachOther() {
        #expect(
            report.lines == [
                "API server: embedded",
                "",
                "                                            median    least  greatest  rounds  goal",
                "start to first answer             ours        5 ms     4 ms      7 ms       3  <= 6 ms: met",
                "start to first answer             elector  8.80 ms  8.80 ms   8.80 ms       1",
                "anonymous memory, leader at rest  ours     1.40 MB  1.40 MB   1.40 MB       1  <= 1.30 MB: MISSED",
            ]
        )
        #expect(report.missed == ["anonymous memory, leader at rest"])
    }

    @Test func theJSONHasAllValues() throws {
        let json = try JSONValue(parsing: report.json)
        #expect(json["facts"] == ["API server": "embedded"])
        let figures = try #require(json["figures"]?.array)
        #expect(
            figures.compactMap { $0["key"]?.string } == ["start.answer", "start.answer", "memory.anonymous.leader"]
        )
        #expect(figures[0]["samples"] == [5_000_000, 7_000_000, 4_000_000])
        #expect(figures[0]["median"] == 5_000_000 && figures[0]["unit"] == "nanoseconds")
        #expect(figures[0]["goal"] == "<= 6 ms" && figures[0]["met"] == true)
        #expect(figures[1]["subject"] == "elector" && figures[1]["goal"] == .null && figures[1]["met"] == .null)
        #expect(figures[2]["met"] == false)
    }

    @Test func aReportOfNothingIsOneToo() throws {
        let report = Report(ourName: "ours")
        #expect(report.lines.isEmpty)
        #expect(String(decoding: report.json, as: UTF8.self) == #"{"facts":{},"figures":[]}"#)
    }

    @Test func eachFigureHasAKeyOfItsOwn() {
        var figures: [Figure] = [.file, .firstAnswer, .leadership, .growth(overRequests: 1), .growth(overRenewals: 1)]
        for role in Role.allCases {
            figures += [.resident(role), .proportional(role), .anonymous(role)]
            figures += [.processorTime(role), .requests(role), .traffic(role)]
        }
        for blow in Blow.allCases {
            figures += Handover.Sight.allCases.map { .handover(blow, $0, isRealServer: false) }
        }
        for connections in [1, 16] {
            figures += [.answersPerSecond(connections: connections), .processorTime(ofAnswerOver: connections)]
            figures += [500, 990, 999].map { .answerTime(connections: connections, perThousand: $0) }
        }
        for candidates in [10, 1000] {
            figures += [.writes(candidates: candidates), .failoverRequests(candidates: candidates)]
            figures += [.vacancy(candidates: candidates), .convergence(candidates: candidates)]
            figures += [.restRequests(candidates: candidates), .watchBytes(candidates: candidates)]
            figures += [.answerBytes(candidates: candidates)]
        }
        #expect(Set(figures.map(\.key)).count == figures.count)
        #expect(Set(figures.map(\.text)).count == figures.count)
        #expect(figures.contains { $0.key == "http.16.p99.9" })
        #expect(figures.contains { $0.key == "handover.sigterm.api" })
    }

    @Test func topicsAreListedWithCommas() throws {
        #expect(try Topic.list("size,start") == [.size, .start])
        #expect(throws: Topic.UnknownTopic(name: "speed")) { try Topic.list("size,speed") }
    }
}
