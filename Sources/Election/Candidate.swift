/// Who stands in an election: one life of one process in one pod.
package struct Candidate: Hashable, Sendable {
    /// The name that others are told, by default the pod's name.
    package let identity: String
    /// The pod's UID, or empty where the downward API does not give it.
    package let podUID: String
    /// A number that no other life has: random, drawn at the start of the process.
    package let life: UInt64
    /// Whether this life holds the pod-local guard, so that an earlier life of this pod is surely over and a record of
    /// its may be adopted (rule 10).
    package let holdsPodGuard: Bool
    /// Whether this candidate makes the lock's object where there is none; otherwise it waits until somebody has.
    package let createsLock: Bool

    /// Whether it takes the lock at all, or only looks who holds it.
    package let stands: Bool
    /// How much it is to be preferred as the leader; the greater, the more.
    package let priority: Int
    /// Whether it gives the lock up when its application is unfit although nobody is there to take it.
    package let stepsDownAlone: Bool

    /// How long a watch of its lasts until the server ends it in order, which it is asked to: each life's at another
    /// time, so that a fleet does not come back all at once.
    package var watchSeconds: Int { 240 + Int(life % 60) }

    package init(
        identity: String,
        podUID: String,
        life: UInt64,
        holdsPodGuard: Bool,
        createsLock: Bool = true,
        stands: Bool = true,
        priority: Int = 0,
        stepsDownAlone: Bool = false
    ) {
        self.identity = identity
        self.podUID = podUID
        self.life = life
        self.holdsPodGuard = holdsPodGuard
        self.createsLock = createsLock
        self.stands = stands
        self.priority = priority
        self.stepsDownAlone = stepsDownAlone
    }
}
