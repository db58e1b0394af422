import Election
import StatusAPI

/// One who leads or does not, and how often that was told.
final class ScriptedStatus {
    var leadership: Leadership
    private(set) var told = 0

    init(_ leadership: Leadership) {
        self.leadership = leadership
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
}
