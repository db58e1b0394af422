import Glibc
import Runtime
import Testing

extension ChildProcess {
    /// The probe, a program beside this one.
    static func probePath() throws -> String {
        let path = try #require(realpath("/proc/self/exe", nil))
        defer { free(path) }
        let slash = try #require(strrchr(path, Int32(UInt8(ascii: "/"))))
        slash.pointee = 0
        return String(cString: path) + "/runtime-probe"
    }

    /// Runs a program to its end and gives its lines, of both outputs, and how it ended.
    static func run(_ arguments: String..., on loop: EventLoop) throws -> (lines: [String], ending: Ending?) {
        var lines: [String] = []
        var ending: Ending?
        try ChildProcess(arguments, loop: loop, onLine: { lines.append($1) }) {
            ending = $0
            loop.stop()
        }
        loop.run(atMost: .seconds(20))
        return (lines, ending)
    }

    /// Starts a program that stays, and waits for the first of its lines that `find` makes something of.
    static func start<Found>(
        _ arguments: String...,
        on loop: EventLoop,
        find: @escaping (String) -> Found?
    ) throws -> (child: ChildProcess, found: Found?) {
        var found: Found?
        let child = try ChildProcess(
            arguments,
            loop: loop,
            onLine: { _, line in
                guard found == nil, let match = find(line) else { return }
                found = match
                loop.stop()
            },
            onEnd: { _ in loop.stop() }
        )
        loop.run(atMost: .seconds(20))
        return (child, found)
    }
}
