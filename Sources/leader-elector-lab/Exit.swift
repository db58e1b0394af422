import ArgumentParser
import Runtime

/// How a command ends when it fails (the numbers of sysexits.h).
enum Exit: Int32 {
    case failure = 1
    /// Something that belongs beside this program is not there.
    case unavailable = 69
    case cannotListen = 73

    /// Tells people on standard error and gives what to throw.
    func because(_ sentence: String) -> ExitCode {
        Console.error.writeLine("leader-elector-lab: \(sentence)")
        return ExitCode(rawValue)
    }
}
