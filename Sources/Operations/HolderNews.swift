import Election
import HTTP
import JSON
import Kubernetes
import Locks

/// Tells the changes of a lock's holder to somebody who looks on, each once.
package struct HolderNews: Sendable {
    /// What happened, as programs read it.
    package enum Change: String, Hashable, Sendable, CaseIterable {
        /// At the first look: somebody leads already.
        case leads
        /// Somebody took the lock: a free one, or that of another, which may have been given back unseen.
        case acquired
        /// The same holder has begun anew, in another life of its process.
        case restarted
        /// The holder whose lease had run out has renewed it after all.
        case returned
        case released
        /// The holder has not renewed the lock for as long as its lease lasts.
        case expired
        /// Somebody has removed the holder.
        case blanked
        /// Somebody has deleted the lock; at the first look: there is none.
        case absent
        /// At the first look: the lock has had no holder yet.
        case free
        /// The record cannot be read.
        case unreadable
        /// The two locks of a move have different holders.
        case divided
    }

    /// A change, and what is known of it.
    package struct Item: Hashable, Sendable {
        package var time: WallTime
        package var change: Change
        /// Whom it is about: who leads now, or who did; empty for nobody.
        package var holder: String
        /// Who led before, where another leads now.
        package var previous: String?
        /// The fencing token of the term that began, where it was seen to begin or is told on the lock.
        package var fencingToken: UInt64?
        package var transitions: Int?
    }

    private enum Standing: Hashable, Sendable {
        case held(by: String, life: UInt64?)
        case vacant(Change)
    }

    private let lock: ElectionLock
    private var standing: Standing?
    /// Who led last.
    private var lastHolder: String?

    package init(of lock: ElectionLock) {
        self.lock = lock
    }

    /// Takes in what is known after an event of the election.
    ///
    /// - Parameter locks: each half as it was last seen.
    /// - Returns: What is new; nil for nothing.
    package mutating func saw(
        _ leadership: Leadership,
        _ locks: [LockSnapshot?],
        after event: Elector.Event?,
        at time: WallTime
    ) -> Item? {
        guard let next = Self.standing(leadership, locks), next != standing else { return nil }
        let before = standing
        standing = next
        switch next {
        case .vacant(let change):
            return Item(time: time, change: change, holder: lastHolder ?? "", transitions: leadership.transitions)
        case .held(let holder, _):
            defer { lastHolder = holder }
            let change = Self.change(to: holder, from: before, last: lastHolder)
            return Item(
                time: time,
                change: change,
                holder: holder,
                previous: lastHolder == holder ? nil : lastHolder,
                fencingToken: Self.token(change, HeldHalves(of: locks, by: holder), isPair: locks.count > 1, event),
                transitions: leadership.transitions
            )
        }
    }

    private static func standing(_ leadership: Leadership, _ locks: [LockSnapshot?]) -> Standing? {
        switch leadership.reason {
        case nil:
            return .held(by: leadership.name, life: HeldHalves(of: locks, by: leadership.name).life)
        case .noAnswerYet, .forbidden: return nil
        case .expired: return .vacant(.expired)
        case .unreadable: return .vacant(.unreadable)
        case .halvesDisagree: return .vacant(.divided)
        case .free, .namesake:
            let locks = locks.compactMap { $0 }
            if locks.isEmpty { return .vacant(.absent) }
            let records = locks.compactMap(\.record)
            if records.isEmpty { return .vacant(.free) }
            return .vacant(records.allSatisfy(\.isRelease) ? .released : .blanked)
        }
    }

    private static func change(to holder: String, from before: Standing?, last: String?) -> Change {
        switch before {
        case nil: .leads
        case .held(holder, _): .restarted
        case .vacant(.expired) where last == holder: .returned
        case .held, .vacant: .acquired
        }
    }

    /// A watch shows each version of the object, so that of the record's first one is the term's token.
    private static func token(
        _ change: Change,
        _ held: HeldHalves,
        isPair: Bool,
        _ event: Elector.Event?
    ) -> UInt64? {
        switch change {
        case .acquired:
            guard case .watchSaw(let shown) = event, !isPair, shown.version == held.items.first?.lock.version,
                let record = shown.record, record.acquireTime == record.renewTime
            else { return held.fencingToken }
            return shown.version.number
        case .leads:
            return held.fencingToken
        // Of whoever has returned the lock may still tell a term that has ended.
        case .returned, .restarted, .released, .expired, .blanked, .absent, .free, .unreadable, .divided:
            return nil
        }
    }

    /// A change as a line for people.
    package func line(_ item: Item) -> String {
        "\(MicroTime.text(item.time)) \(sentence(item))"
    }

    private func sentence(_ item: Item) -> String {
        let holder = item.holder.readable(limit: 200)
        let token = item.fencingToken.map { ", fencing token \($0)" } ?? ""
        let after = item.previous.map { ", after \($0.readable(limit: 200))" } ?? ""
        let name = "\(lock.kind.resource)/\(lock.name)"
        switch item.change {
        case .leads, .acquired: return "\(holder) leads\(token)\(after)"
        case .restarted: return "\(holder) leads on in another life of its process"
        case .returned: return "\(holder) renews again and leads"
        case .released: return holder.isEmpty ? "\(name) is free" : "\(holder) has released the lock"
        case .expired: return "\(holder.isEmpty ? "the holder" : holder) has not renewed its lease, which has run out"
        case .blanked: return "somebody has removed the holder\(holder.isEmpty ? "" : ", \(holder)")"
        case .absent: return holder.isEmpty ? "there is no \(name)" : "somebody has deleted the lock, held by \(holder)"
        case .free: return "\(name) has no holder yet"
        case .unreadable: return "the record of \(name) cannot be read"
        case .divided: return "the two locks of the move have different holders"
        }
    }

    /// A change as a line of JSON, with every key.
    package func json(_ item: Item) -> String {
        var object = JSONObjectWriter()
        object.add("time", MicroTime.text(item.time))
        object.add("election", lock.name)
        object.add("namespace", lock.namespace)
        object.add("event", item.change.rawValue)
        object.add("holder", item.holder)
        object.add("previous", item.previous)
        object.add("fencingToken", item.fencingToken)
        object.add("transitions", item.transitions)
        return String(decoding: object.finished(), as: UTF8.self)
    }
}
