import Bench
import Runtime

/// A program that is measured.
struct Contestant {
    /// Which of ours or theirs; the reports' subject.
    let name: String
    let template: CommandTemplate
    let isOurs: Bool

    /// Whether it answers who leads.
    var answers: Bool { template.uses(.http) }

    /// Our own.
    static func ours(_ program: Program, onCluster: Bool) throws -> Contestant {
        let place = onCluster ? ["--kubeconfig", "{kubeconfig}"] : ["--server", "{server}"]
        let template = try CommandTemplate(
            words: [
                program.path, "--election", "{election}", "--id", "{id}", "--election-namespace", "{namespace}",
                "--ttl",
                "{ttl}", "--http", "{http}",
            ] + place
        )
        return Contestant(name: "ours", template: template, isOurs: true)
    }

    /// Crowds, each in one process of the lab's: of ours, and of client-go's electors as the simulator models them.
    static func crowds() throws -> [Contestant] {
        let words = [Program.own, "candidates", "--server", "{server}", "--election", "{election}", "--ttl", "{ttl}"]
        let ours = try CommandTemplate(words: words)
        let polling = try CommandTemplate(words: words + ["--client-go"])
        return [
            Contestant(name: "ours", template: ours, isOurs: true),
            Contestant(name: "client-go, modelled", template: polling, isOurs: false),
        ]
    }

    /// Others, named after their programs, and numbered where two have one name.
    static func peers(_ commands: [String]) throws -> [Contestant] {
        var taken: [String: Int] = [:]
        return try commands.map { command in
            let template = try CommandTemplate(command)
            let program = String(template.program.split(separator: "/").last ?? "peer")
            taken[program, default: 0] += 1
            let number = taken[program] ?? 1
            return Contestant(name: number > 1 ? "\(program)-\(number)" : program, template: template, isOurs: false)
        }
    }

    /// The program's file, looked for as execvp(3) does.
    ///
    /// - Throws: `BenchFailure` where there is none.
    func path() throws -> String {
        do {
            return try ChildProcess.find(template.program)
        } catch {
            throw BenchFailure("\(template.program) is not there, or not executable")
        }
    }
}
