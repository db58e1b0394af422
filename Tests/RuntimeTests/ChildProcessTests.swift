import Election
import Glibc
import Runtime
import Testing

@Suite struct ChildProcessTests {
    let loop: EventLoop

    init() throws {
        loop = try EventLoop()
    }

    /// Runs a shell command to its end and gives its lines, those of the error output with a `!` in front.
    func run(_ command: String, environment: [String]? = nil) throws -> ([String], ChildProcess.Ending?) {
        var lines: [String] = []
        var ending: ChildProcess.Ending?
        try ChildProcess(
            ["sh", "-c", command],
            environment: environment,
            loop: loop,
            onLine: { output, line in lines.append(output == .error ? "!" + line : line) },
            onEnd: { [loop] in
                ending = $0
                loop.stop()
            }
        )
        loop.run(atMost: .seconds(10))
        return (lines, ending)
    }

    @Test func outputComesLineByLineAndTheExitCodeAfterIt() throws {
        let (lines, ending) = try run("echo one; echo; printf 'two\nthree'; exit 7")
        #expect(lines == ["one", "", "two", "three"])
        #expect(ending == .exited(code: 7))
        #expect(try run("echo oops >&2") == (["!oops"], .exited(code: 0)))
    }

    @Test func theEnvironmentIsTheOneGiven() throws {
        let (lines, _) = try run("echo $A $HOME", environment: ["A=b c", "PATH=/usr/bin:/bin"])
        #expect(lines == ["b c"])
    }

    @Test func aLongLineComesInPieces() throws {
        let (lines, _) = try run("head -c 20000 /dev/zero | tr '\\0' x; echo")
        #expect(lines.map(\.utf8.count) == [8192, 8192, 3616])
    }

    @Test func aSignalReachesIt() throws {
        var ending: ChildProcess.Ending?
        var child: ChildProcess?
        child = try ChildProcess(
            ["sh", "-c", "echo up; exec sleep 100"],
            loop: loop,
            onLine: { _, _ in child?.send(SIGTERM) },
            onEnd: { [loop] in
                ending = $0
                loop.stop()
            }
        )
        loop.run(atMost: .seconds(10))
        #expect(ending == .signalled(number: SIGTERM))
        #expect(child?.ending == ending)
    }

    @Test func itStartsWithDefaultSignalsAndWithoutOurDescriptors() throws {
        try loop.onSignal(SIGUSR1) {}
        let (lines, ending) = try run(
            "grep SigBlk /proc/self/status; echo /proc/self/fd/*; kill -PIPE $$; echo ignored"
        )
        // The shell's own look at the directory is descriptor 3.
        let descriptors = "/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 /proc/self/fd/3"
        #expect(lines == ["SigBlk:\t0000000000000000", descriptors])
        #expect(ending == .signalled(number: SIGPIPE))
    }

    @Test func aGrandchildThatKeepsTheOutputOpenDoesNotDelayTheEnd() throws {
        let start = SystemClock.instant()
        let (lines, ending) = try run("sleep 5 & echo done")
        #expect(lines == ["done"])
        #expect(ending == .exited(code: 0))
        #expect(SystemClock.instant() - start < .seconds(4))
    }

    @Test func aProgramThatIsMissingIsNamed() throws {
        #expect(throws: RuntimeError.cannotStart(program: "no-such-program", code: ENOENT)) {
            try ChildProcess(["no-such-program"], loop: loop, onLine: { _, _ in }, onEnd: { _ in })
        }
    }
}
