import Election
import HTTP
import Kubernetes
import Locks

/// What to ask the API server so that elections can be told of, one request after the other, and what its answers say.
///
/// # What the caller must do
///
/// Send what `next` gives and hand its end to `take`, until there is nothing more to ask.
package struct StatusInquiry: Sendable {
    /// How many objects of a list are asked for.
    package static let objectLimit = 5000

    private enum Step: Sendable {
        case lock(LockSession)
        /// A lock of a kind that was not asked for, since there is none of the kind that was meant.
        case otherLock(LockSession)
        /// `asked`: how many objects have been asked for before it, of which there may have been fewer.
        case page(LockList, next: String?, limit: Int, asked: Int)
    }

    private var steps: [Step]
    private let rights: Rights
    /// Whether other kinds are looked at where there is no Lease.
    private let isKindOpen: Bool
    private var hidden: [String] = []
    /// What has been found so far.
    package private(set) var reports: [LockReport] = []
    /// What people should know beside it, as sentences.
    package private(set) var notes: [String] = []
    /// Whether there is more than was looked at.
    package private(set) var isCut = false
    /// Why nothing more is asked; nil if all went well.
    package private(set) var failure: OperationFailure?

    /// Whether somebody leads for certain: a half of a pair that nobody holds does not speak against the other.
    package var hasLeader: Bool {
        let held = reports.filter { ![.absent, .free, .released, .stale].contains($0.state) }
        return Set(held.map(\.holder)).count == 1 && held.allSatisfy { $0.state == .healthy }
    }

    /// Why a command that needs one kind of lock has to be told which; nil if it is the one that was meant.
    package var otherKind: OperationFailure? {
        guard isKindOpen, reports.contains(where: { $0.kind != .leases }) else { return nil }
        return notes.first.map { OperationFailure(.configuration, $0) }
    }

    /// Asks about one election.
    ///
    /// - Parameters:
    ///   - session: of its lock, of any kind.
    ///   - choice: the kinds of its lock; nil for a Lease, or for whatever there is where there is no Lease.
    ///   - rights: what the command needs, to be told should any be missing.
    package init(of session: LockSession, choice: LockChoice?, rights: Rights) {
        steps = (choice ?? .leases).kinds.map { .lock(session.sibling($0)) }
        self.rights = rights
        isKindOpen = choice == nil
    }

    /// Asks about all elections of a namespace, or of all.
    package init(of lists: [LockList]) {
        steps = lists.map { .page($0, next: nil, limit: LockList.pageLimit, asked: 0) }
        rights = Rights(ofOperatorOf: .leases, writes: false)
        isKindOpen = false
    }

    /// The request to send now; nil if there is nothing more to ask.
    package func next() -> HTTPRequest? {
        switch steps.first {
        case .lock(let session), .otherLock(let session): session.readRequest()
        case .page(let list, let next, let limit, _): list.request(next, limit: limit)
        case nil: nil
        }
    }

    /// Takes in the end of the request that `next` gave.
    package mutating func take(_ result: Result<HTTPResponse, RequestFailure>) {
        let step = steps.removeFirst()
        let serverTime: WallTime? = if case .success(let response) = result { response.serverTime } else { nil }
        switch step {
        case .lock(let session): takeLock(session, session.reading(result), serverTime)
        case .otherLock(let session): takeOtherLock(session, session.reading(result), serverTime)
        case .page(let list, let next, LockList.pageLimit, let asked) where result.isTooLarge:
            steps.insert(.page(list, next: next, limit: LockList.smallPageLimit, asked: asked), at: 0)
        case .page(let list, _, let limit, let asked):
            takePage(list, limit, asked + limit, list.page(result), serverTime)
        }
        if failure != nil { steps = [] }
    }

    private mutating func takeLock(
        _ session: LockSession,
        _ reading: Result<Elector.Reading, RequestFailure>,
        _ serverTime: WallTime?
    ) {
        switch reading {
        case .success(.found(let snapshot)):
            reports.append(LockReport(snapshot, of: session.lock, serverTime: serverTime))
        case .success(.absent):
            reports.append(LockReport(absent: session.lock))
            guard isKindOpen else { return }
            steps = [.otherLock(session.sibling(.endpoints)), .otherLock(session.sibling(.configmaps))]
        case .failure(let failure):
            self.failure = OperationFailure(failure, of: session, needing: rights)
        }
    }

    private mutating func takeOtherLock(
        _ session: LockSession,
        _ reading: Result<Elector.Reading, RequestFailure>,
        _ serverTime: WallTime?
    ) {
        switch reading {
        case .success(.found(let snapshot)) where snapshot.content != .none:
            reports.removeAll { $0.state == .absent }
            reports.append(LockReport(snapshot, of: session.lock, serverTime: serverTime))
            notes.append(
                "leases/\(session.lock.name) does not exist, but \(session.lockText) does: name it with"
                    + " --lock \(session.lock.kind.rawValue)"
            )
        case .success:
            break
        case .failure(.forbidden):
            hidden.append(session.lockText)
        case .failure(let failure):
            self.failure = OperationFailure(failure)
        }
        guard steps.isEmpty, !hidden.isEmpty else { return }
        notes.append("not looked for in \(hidden.joined(separator: " and ")), which we have no right to read")
    }

    private mutating func takePage(
        _ list: LockList,
        _ limit: Int,
        _ asked: Int,
        _ page: Result<LockList.Page, RequestFailure>,
        _ serverTime: WallTime?
    ) {
        switch page {
        case .success(let page):
            for item in page.items where list.kind == .leases || item.snapshot.content != .none {
                reports.append(LockReport(item.snapshot, of: item.lock, serverTime: serverTime))
            }
            guard let next = page.next else { return }
            guard asked < Self.objectLimit else {
                isCut = true
                notes.append("there are more \(list.text) than the \(asked) that were looked at")
                return
            }
            // What did not fit once will not fit again.
            steps.insert(.page(list, next: next, limit: limit, asked: asked), at: 0)
        case .failure(let failure):
            var failed = OperationFailure(failure)
            if case .forbidden = failure { failed.description += "; grant it, or name one election with --election" }
            self.failure = failed
        }
    }
}

extension Result<HTTPResponse, RequestFailure> {
    /// Whether the body was refused before it was read as anything.
    fileprivate var isTooLarge: Bool {
        if case .failure(.nonsense) = self { true } else { false }
    }
}
