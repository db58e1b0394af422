import Election
import HTTP
import Locks

extension APIServer {
    /// The open watches, oldest first.
    package var openWatches: [WatchID] { watches.keys.sorted() }

    /// What a watch has to say now; one that was closed, or never was, has ended.
    package mutating func pull(_ id: WatchID, at now: Moment) -> WatchPull {
        guard var watch = watches[id] else { return WatchPull(chunks: [], isEnded: true) }
        var events = watch.opening
        watch.opening = []
        do throws(StoreError) {
            // A watch from a future version stays silent until the future has come.
            let changes = try store.changes(
                after: watch.cursor,
                group: watch.type.storedGroup ?? watch.type.group,
                resource: watch.type.resource,
                namespace: watch.namespace
            )
            events += changes.compactMap { watch.event($0, now) }
        } catch {
            events.append(["type": "ERROR", "object": StatusFailure.expired(watch.cursor, floor: store.floor).status])
            watch.end = now.instant
        }
        watch.cursor = max(watch.cursor, store.revision)
        if let due = watch.nextBookmark, due <= now.instant {
            if watch.cursor == store.revision { events.append(watch.bookmark(watch.cursor, now)) }
            watch.nextBookmark = bookmarkTime(after: now.instant, until: watch.end)
        }
        let isEnded = watch.end <= now.instant
        watches[id] = isEnded ? nil : watch
        return WatchPull(
            chunks: events.map { $0.bytes + [UInt8(ascii: "\n")] },
            isEnded: isEnded,
            nextPull: isEnded ? nil : min(watch.end, watch.nextBookmark ?? watch.end)
        )
    }

    /// Forgets a watch whose client is gone.
    package mutating func close(_ id: WatchID) {
        watches[id] = nil
    }

    mutating func openWatch(_ call: Call) throws(StatusFailure) -> Reply {
        try checkWatchOptions(call)
        guard watches.count < options.watchLimit else {
            throw StatusFailure(
                code: 429,
                reason: "TooManyRequests",
                message: "Too many requests, please try again later.",
                details: ["retryAfterSeconds": 1]
            )
        }
        let query = call.info.query
        let start = call.now.instant
        let version = try queryVersion(call) ?? 0
        let wantsBookmarks = RequestInfo.isTrue(query["allowWatchBookmarks"])
        let sendsInitial = query["sendInitialEvents"].map { RequestInfo.isTrue($0) } ?? (version == 0)
        var watch = Watch(
            type: call.type,
            namespace: call.namespace.isEmpty ? nil : call.namespace,
            selector: call.selector,
            table: call.isTable ? call.table : nil,
            cursor: sendsInitial || version == 0 ? store.revision : version,
            end: start + (try timeout(query["timeoutSeconds"]))
        )
        if sendsInitial {
            watch.opening = selected(call).map { watch.event("ADDED", $0.object, call.now) }
            if query["sendInitialEvents"] != nil, wantsBookmarks {
                watch.opening.append(watch.bookmark(store.revision, call.now, endsOpening: true))
            }
        }
        if wantsBookmarks { watch.nextBookmark = bookmarkTime(after: start, until: watch.end) }
        watchCount += 1
        let id = WatchID(number: watchCount)
        watches[id] = watch
        var head = HTTPResponse.json([:], warning: call.type.warning)
        head.body = []
        return .watch(head: head, id)
    }

    /// The next bookmark: after the interval, or two seconds before the end, as kube-apiserver's watch cache does it.
    private func bookmarkTime(after now: Instant, until end: Instant) -> Instant? {
        let last = end - .seconds(2)
        return now < last ? min(now + options.bookmarkInterval, last) : nil
    }

    private func timeout(_ text: String?) throws(StatusFailure) -> Duration {
        guard let text, !text.isEmpty else { return options.watchTimeout }
        guard let seconds = Int32(text) else {
            throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
        }
        return seconds > 0 ? .seconds(Int64(seconds)) : options.watchTimeout
    }

    private func checkWatchOptions(_ call: Call) throws(StatusFailure) {
        let match = call.info.query["resourceVersionMatch"] ?? ""
        if call.info.query["sendInitialEvents"] != nil {
            guard options.sendsInitialEvents else {
                let rule = "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"
                throw listOptions(.forbidden("sendInitialEvents", rule))
            }
            guard match == "NotOlderThan" else {
                let rule = "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
                throw listOptions(.forbidden("resourceVersionMatch", rule))
            }
        } else if !match.isEmpty {
            let rule = "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"
            throw listOptions(.forbidden("resourceVersionMatch", rule))
        }
    }
}
