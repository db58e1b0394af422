/// The lock object as one answer of the API server showed it.
package struct LockSnapshot: Hashable, Sendable {
    /// What the object carries of an election.
    package enum Content: Hashable, Sendable {
        /// Nothing: somebody made the object, but nobody has held it yet.
        case none
        case record(LeaderRecord)
        /// Something that is no record; the text says what is wrong with it.
        case unreadable(String)
    }

    package var version: ObjectVersion
    package var content: Content
    /// Who wrote it, if an elector of ours did.
    ///
    /// It stays on the object when a foreign elector writes over the record.
    package var mark: WriterMark?
    /// Whether the Lease belongs to a coordinated election (its `strategy` is set), in which the API server names the
    /// holder and we must not stand.
    package var isCoordinated: Bool
    /// The follower that is to go first once the lock is free, if there is one.
    package var heir: Heir?
    /// The fencing token of the term that it shows, if an elector of ours has renewed it since it began.
    ///
    /// It is for people: a foreign elector that takes the lock leaves the one of the term before.
    package var fencingToken: UInt64?
    /// The fencing token of the term that an operator wants to end, if one does.
    package var stepDownToken: UInt64?
    /// The bytes of the answer, which the lock needs to write the object back with all fields that we do not know.
    ///
    /// The election does not look into them.
    package var source: [UInt8]

    package init(
        version: ObjectVersion,
        content: Content,
        mark: WriterMark? = nil,
        isCoordinated: Bool = false,
        heir: Heir? = nil,
        fencingToken: UInt64? = nil,
        stepDownToken: UInt64? = nil,
        source: [UInt8] = []
    ) {
        self.version = version
        self.content = content
        self.mark = mark
        self.isCoordinated = isCoordinated
        self.heir = heir
        self.fencingToken = fencingToken
        self.stepDownToken = stepDownToken
        self.source = source
    }

    /// The record, where there is one that can be read.
    package var record: LeaderRecord? {
        guard case .record(let record) = content else { return nil }
        return record
    }
}

/// Which object, and which state of it: the two things that every write of ours names (rule 7).
package struct ObjectVersion: Hashable, Sendable {
    package var uid: String
    package var resourceVersion: String

    package init(uid: String, resourceVersion: String) {
        self.uid = uid
        self.resourceVersion = resourceVersion
    }

    /// The version as a number, as KEP-5504 defines for all of Kubernetes' own types; nil where it is none.
    package var number: UInt64? { UInt64(resourceVersion) }

    /// Whether this version came after `other`; versions that are no numbers count as newer when they differ.
    package func isNewer(than other: ObjectVersion) -> Bool {
        guard let number, let otherNumber = other.number else { return resourceVersion != other.resourceVersion }
        return number > otherNumber
    }
}
