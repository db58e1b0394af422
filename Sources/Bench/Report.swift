/// What was measured: for each figure and each program its values, a table for people and JSON for programs.
///
/// # Profiling log
///
/// What was tried to make the figures what they are. Instructions are callgrind's, which repeat; times are those of one
/// virtual machine with two slow cores.
///
/// Kept:
///
/// | change | expected | found |
/// |---|---|---|
/// | JSON by hand instead of `Codable` | half of a renewal | 1.16 to 0.64 million instructions for the leader |
/// | a lock read where it stands, written as a merge patch | a third of the rest | 0.61 million; all else stays |
/// | the static program without FoundationEssentials | 3 MB | 18.1 to 14.0 MB, RSS 12.2 to 10.7, start 7.4 to 5.9 ms |
/// | metadata by symbols, not by mangled names | a faster start | `--version` 14.0 to 11.8 million instructions |
/// | no retained functions and no unwind tables in the static libraries | 3 MB | 21.5 to 17.7 MB |
/// | `Accept` known by sight | a tenth of an answer | half: 62,000 to 23,000 instructions |
/// | a request begins at once, before the log is written | 0.5 ms | from SIGTERM to the release 2.6 to 0.6 ms |
/// | the static program without regular expressions and thread pool | 1.8 MB | 14.0 to 12.2 MB, start 6 % less |
/// | the functions of a candidate's life side by side | a third of a wake-up | RSS 10.2 to 6.8 MB, no time |
/// | an event's text made once, in the embedded server | 0.5 ms a handover | step-down 3.7 to 3.0 ms |
/// | a text's values found in one look, not in four | a third | 0.69 to 0.48 million; leader 13 % less time, follower 22 % |
/// | marks, heirs and times read by bytes, no elector copied | a tenth | 0.44 million; a follower's event 100,000 to 88,000 |
/// | first in the file what each renewal calls | a tenth | 235 to 79 pages of code; leader 11 % less, follower 8 % |
/// | a load generator that does not sleep | nothing: it only asks | 14,700 to 42,000 a second |
///
/// Not kept:
///
/// - `-Osize`: 1.5 % of the file, and a simulator that is 15 to 20 % slower.
/// - `String(validating:)` for each text: 1,000 instructions each; the whole answer is looked through once instead.
/// - A lock's members set one after the other: 0.82 million instructions, since each looks for its place.
/// - A warm-up of a tenth: the heap grows by 13 kB an election in its first 2,000 renewals, and by none in the next 2,000.
/// - Without conformance records in FoundationEssentials' library: 50 kB, since its objects are not cut into functions.
/// - The 420 kB of functions that lie first, prefetched at each wake-up: a tenth more processor time.
/// - Segments that begin at multiples of 64 kB or 2 MB: as many page faults.
///
/// What is left of a renewal is a flat profile: 1,060 functions on 3,900 cache lines and 173 pages of code (a follower's
/// event: 480, 1,700 and 79), which a process that wakes every two seconds finds in no cache. A thousand renewals a
/// second in one process take half of what each takes by itself; where the virtual machine is never idle, a sixth less.
/// A C program that only waits for 600 bytes needs 30 us for each wake-up. A polite handover is four such wake-ups, half
/// a millisecond each, and two writes at the server. Of an answer's 14 us the kernel's `recv` and `send` are 11: nginx
/// with one worker gives 87,000 a second where ours gives 65,000 to 82,000 (`wrk -t1 -c16`).
///
/// # Growth
///
/// Candidates of ours, and as many of client-go's elector as the simulator models it, which polls, with the same
/// timings (a lease of 10 s, a retry period of 2 s): 10, 100 and 1,000 over real sockets (`bench --only growth`), and
/// 10,000 in the simulator, where each message takes up to 20 ms (`simulate --herd 10000`, and with `--client-go`).
///
/// | what | ours | client-go, modelled |
/// |---|---|---|
/// | requests a minute, all together | 30, 30, 30; 2,031 | 222, 1,824, 18,894; 186,295 |
/// | bytes a minute, each | 19 kB of events | 9 to 11 kB of answers |
/// | writes at a crash | 3, 3, 3; 6 | 3, 3, 4; 3 |
/// | requests at a crash | 3, 3, 3; 7 | 42, 475, 4,753; 36,053 |
/// | nobody leads, beyond the lease | 1, 4, 35 ms; 23 ms | 770, 356, 176 ms; 80 ms |
/// | from then until all name the leader | 1, 7, 105 ms; 20 ms | 3.4, 3.8, 4.3 s; 4.4 s |
/// | writes at a release | 5 of 10,000 | 28 of 10,000 |
/// | requests in 10 s, of 3 s without a server | 63,350 of 10,000 | 35,079 of 10,000 |
///
/// Ours reach the store with the leader's renewals and the heir's signs, 31 writes a minute however many stand. What
/// grows is that each opens its watch anew every four to five minutes, too seldom for the bench's ten seconds, at a
/// version that it knows, which an API server answers from memory. Who polls reads the store: each once in 1.6 retry
/// periods. A crash makes neither write in a crowd: client-go's pauses are drawn, so those write who asked within one
/// round trip of the first, which a release shows. Ours cost more where each renewal is shown to each, twice the bytes,
/// and where a restart of the server ends all watches at once.
package struct Report: Hashable, Sendable {
    /// A figure of one program.
    struct Row: Hashable, Sendable {
        let figure: Figure
        let subject: String
        var samples = Samples()
        /// The goals are ours; a peer has none.
        let hasGoal: Bool

        var isMet: Bool? { hasGoal ? figure.goal?.isMet(by: samples) : nil }
    }

    /// Something about the run that the figures are to be read with, for example the program's file.
    struct Fact: Hashable, Sendable {
        let name: String
        let text: String
    }

    private(set) var facts: [Fact] = []
    private(set) var rows: [Row] = []
    private let ourName: String

    /// - Parameter ourName: The program whose figures have goals.
    package init(ourName: String) {
        self.ourName = ourName
    }

    package mutating func add(fact name: String, _ text: String) {
        facts.append(Fact(name: name, text: text))
    }

    /// Adds a value; the figure's row comes behind the other programs' rows of the same figure.
    package mutating func add(_ value: Double, of figure: Figure, for subject: String) {
        if let place = rows.firstIndex(where: { $0.figure.key == figure.key && $0.subject == subject }) {
            rows[place].samples.add(value)
            return
        }
        let row = Row(figure: figure, subject: subject, samples: Samples([value]), hasGoal: subject == ourName)
        let place = rows.lastIndex { $0.figure.key == figure.key }
        rows.insert(row, at: place.map { $0 + 1 } ?? rows.endIndex)
    }

    /// The names of the figures that are not what they are to be.
    package var missed: [String] { rows.filter { $0.isMet == false }.map(\.figure.text) }

    /// The facts, and a table with a line for each figure and program.
    package var lines: [String] {
        let head = facts.map { "\($0.name): \($0.text)" }
        guard !rows.isEmpty else { return head }
        let cells = [["", "", "median", "least", "greatest", "rounds", "goal"]] + rows.map(cells)
        let widths = (0..<cells[0].count).map { column in cells.map { $0[column].count }.max() ?? 0 }
        let table = cells.map { line in
            let padded = zip(line, widths).enumerated().map { column, cell in
                let spaces = String(repeating: " ", count: cell.1 - cell.0.count)
                // Words begin below each other, numbers end so.
                return [0, 1, 6].contains(column) ? cell.0 + spaces : spaces + cell.0
            }
            return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }
        return head + (head.isEmpty ? [] : [""]) + table
    }

    private func cells(_ row: Row) -> [String] {
        let unit = row.figure.unit
        let numbers = [row.samples.median, row.samples.least, row.samples.greatest].map { $0.map(unit.text) ?? "" }
        var goal = ""
        if let isMet = row.isMet, let wanted = row.figure.goal {
            goal = "\(wanted.text(in: unit)): \(isMet ? "met" : "MISSED")"
        }
        return [row.figure.text, row.subject] + numbers + ["\(row.samples.count)", goal]
    }
}
