import Election
import HTTP
import Locks

/// One watch of the lock: the bytes of its answer become events.
///
/// Nothing follows after `watchEnded`; `isOver` then says that the transfer is to be cancelled, and whatever still comes
/// of it is ignored.
///
/// # What the caller must do
///
/// - Hand over the head, the body's bytes as they come, and the end, in this order.
/// - Bound the wait for the head and for a refusal's body, up to the first event: the elector waits for one of
///   `watchOpened` and `watchEnded` after each `Action.watch`.
package struct LockWatch: Sendable {
    /// The longest line, in bytes: an object and what the event adds to it.
    package static let lineLimit = 1 << 20
    /// What is kept of a refusal's body, in bytes.
    private static let refusalLimit = 1 << 16

    private enum State: Sendable {
        case waiting
        case open(LineSplitter)
        /// Collecting the body that says why.
        case refused(HTTPResponse)
        case over
    }

    private let lock: ElectionLock
    private var state: State = .waiting

    package init(of session: LockSession) {
        lock = session.lock
    }

    /// Whether the watch has ended, by itself or because what came made no sense.
    package var isOver: Bool {
        if case .over = state { true } else { false }
    }

    /// Takes in the head of the answer.
    package mutating func receiveHead(status: Int, headers: HTTPHeaders) -> [Elector.Event] {
        guard case .waiting = state else { return [] }
        guard status == 200 else {
            state = .refused(HTTPResponse(status: status, headers: headers))
            return []
        }
        state = .open(LineSplitter(limitBytes: Self.lineLimit))
        return [.watchOpened]
    }

    /// Takes in a piece of the body, cut anywhere.
    package mutating func receive(_ bytes: [UInt8]) -> [Elector.Event] {
        switch state {
        case .waiting, .over:
            return []
        case .refused(var response):
            response.body += bytes.prefix(Self.refusalLimit - response.body.count)
            state = .refused(response)
            return []
        case .open(var lines):
            // The state lets go of the buffer, so that appending to it does not copy it.
            state = .over
            guard let ended = lines.split(bytes) else {
                return [end(.failed(.nonsense("the watch sent a line of more than \(Self.lineLimit) bytes")))]
            }
            state = .open(lines)
            return events(ended)
        }
    }

    /// Takes in the end of the answer: in order if `failure` is nil, broken otherwise.
    package mutating func receiveEnd(_ failure: RequestFailure?) -> [Elector.Event] {
        if case .over = state { return [] }
        if let failure { return [end(.failed(failure))] }
        switch state {
        case .over:
            return []
        case .waiting:
            return [end(.failed(.unreachable("the answer to the watch ended before it began")))]
        case .refused(let response):
            return [end(Self.watchEnd(Refusal(response)))]
        case .open(let lines) where !lines.rest.isEmpty:
            return [end(.failed(.unreachable("the watch was cut in the middle of an event")))]
        case .open:
            return [end(.finished)]
        }
    }

    private mutating func events(_ lines: [[UInt8]]) -> [Elector.Event] {
        var events: [Elector.Event] = []
        for line in lines where !line.isEmpty {
            if let event = event(line) { events.append(event) }
            if isOver { break }
        }
        return events
    }

    private mutating func event(_ line: [UInt8]) -> Elector.Event? {
        let event: WatchEvent
        do {
            event = try WatchEvent(json: line)
        } catch {
            return end(.failed(.nonsense("the watch sent something that is no event: \(error.cause)".readable())))
        }
        switch event {
        case .failed(let status):
            return end(Self.watchEnd(Refusal(status)))
        case .bookmark(let object):
            guard object.kind == lock.kind.objectKind, !object.resourceVersion.isEmpty else { return nil }
            return .watchAdvanced(resourceVersion: object.resourceVersion)
        case .saw(let object):
            return shown(by: object, line, Elector.Event.watchSaw)
        case .deleted(let object):
            return shown(by: object, line, Elector.Event.watchSawDeletion)
        }
    }

    /// Nil for other objects, which a server shows that ignores the selector.
    private mutating func shown(
        by object: LockObject,
        _ line: [UInt8],
        _ make: (LockSnapshot) -> Elector.Event
    ) -> Elector.Event? {
        guard lock.isMe(object) else { return nil }
        guard let snapshot = object.snapshot(source: line) else {
            return end(.failed(.nonsense("\(LockError.unversioned(object.kind))")))
        }
        return make(snapshot)
    }

    private mutating func end(_ end: Elector.WatchEnd) -> Elector.Event {
        state = .over
        return .watchEnded(end)
    }

    /// Why a refusal ends the watch.
    ///
    /// A 4xx says that the same request will not be taken later either, unless something about the server or our rights
    /// changes (API conventions, "HTTP Status codes"): 403, 404 and 405, and equally 400 and 422 for a parameter. So
    /// all of them end the watching for a while. The server ignores parameters that it does not know, bookmarks
    /// included, so refusals of this kind are rare.
    private static func watchEnd(_ refusal: Refusal) -> Elector.WatchEnd {
        if refusal.code == 410 || refusal.status?.isExpired == true { return .expired }
        switch refusal.failure {
        case .forbidden, .rejected:
            return .refused(refusal.failure)
        case .timedOut, .unreachable, .unauthorized, .throttled, .serverError, .nonsense:
            return .failed(refusal.failure)
        }
    }
}
