import Glibc
import Kubernetes
import Runtime

/// How the process ends, as its exit status; the numbers are those of sysexits.h where it has one.
package enum ExitStatus: Int32, Sendable {
    /// Stopped as asked.
    case stopped = 0
    /// Something that must not happen.
    case internalError = 1
    /// The command line is wrong (EX_USAGE).
    case usage = 64
    /// A file that was named cannot be used (EX_DATAERR).
    case badFile = 65
    /// No cluster was found, or a command could not reach its API server (EX_UNAVAILABLE).
    case noCluster = 69
    /// An address cannot be listened on (EX_CANTCREAT).
    case cannotListen = 73
    /// A program was stopped because the lead was lost, or a command found nobody who leads (EX_TEMPFAIL).
    case leadLost = 75
    /// The API server refuses a command's rights; the sidecar keeps trying (EX_NOPERM).
    case rightsRefused = 77
    /// Values that contradict each other or Kubernetes' rules (EX_CONFIG).
    case configuration = 78
    /// A wrapped program must not be executed (POSIX, as env(1) ends).
    case programNotExecutable = 126
    /// A wrapped program is not there (POSIX, as env(1) ends).
    case programNotFound = 127
}

extension ExitStatus {
    /// How a command ends that found nobody who leads.
    package static let noLeader = leadLost

    /// How a check ends that found something which the sidecar cannot do without.
    package init(_ failure: CheckReport.Cause) {
        switch failure {
        case .unreachable: self = .noCluster
        case .rights: self = .rightsRefused
        case .configuration: self = .configuration
        }
    }

    /// How the process ends when the machine does not let it run.
    package init(_ error: RuntimeError) {
        switch error {
        case .cannotListen, .notAnAddress: self = .cannotListen
        case .unreadableFile, .fileTooLarge, .emptyFile, .unwritableFile: self = .badFile
        case .cannotStart(_, ENOENT): self = .programNotFound
        case .cannotStart: self = .programNotExecutable
        case .systemCall: self = .internalError
        }
    }
}
