import Election
import StatusAPI

/// One who leads or does not, and how often that was told.
final class ScriptedStatus {
    private(set) var leadership: Leadership
    private(set) var told = 0
    private var changes: UInt64 = 0

    init() {
        leadership = .nobody
    }

    var source: StatusSource {
        StatusSource(
            leadership: {
                self.told += 1
                return self.leadership
            },
            revision: { self.leadership.revision },
            health: { Health() }
        )
    }

    /// This pod leads from now on, in the term of that token.
    func lead(_ token: UInt64) {
        change {
            $0 = .nobody
            $0.name = "pod-0"
            $0.isLeader = true
            $0.reason = nil
            $0.fencingToken = token
            $0.validity = .seconds(1)
            $0.validUntil = Instant(nanoseconds: 5_001_999_999)
        }
    }

    /// Somebody else leads from now on, or nobody.
    func follow(_ name: String) {
        change {
            $0 = .nobody
            $0.name = name
            $0.reason = name.isEmpty ? .expired : nil
        }
    }

    private func change(_ change: (inout Leadership) -> Void) {
        change(&leadership)
        changes += 1
        leadership.revision = Revision(life: 0x5f, change: changes)
    }
}

extension Leadership {
    fileprivate static let nobody = Leadership(
        name: "",
        isLeader: false,
        state: .starting,
        reason: .noAnswerYet,
        fencingToken: nil,
        validity: .zero,
        validUntil: nil,
        transitions: nil,
        acquiredAt: nil,
        renewedAt: nil,
        revision: Revision(life: 0x5f, change: 0)
    )
}
