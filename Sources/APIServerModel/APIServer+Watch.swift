import Election
import HTTP
import JSON

extension APIServer {
    /// The open watches, oldest first.
    package var openWatches: [WatchID] { watches.keys.sorted() }

    /// What a watch has to say now; one that was closed, or never was, has ended.
    package mutating func pull(_ id: WatchID, at now: Moment) -> WatchPull {
        guard var watch = watches[id] else { return WatchPull(chunks: [], isEnded: true) }
        var chunks = watch.opening.map(\.line)
        watch.opening = []
        do throws(StoreError) {
            // A watch from a future version stays silent until the future has come.
            let changes = try store.changes(
                after: watch.cursor,
                group: watch.type.storedGroup ?? watch.type.group,
                resource: watch.type.resource,
                namespace: watch.namespace
            )
            for change in changes {
                if let line = line(change, for: watch, now) { chunks.append(line) }
            }
        } catch {
            let status = StatusFailure.expired(watch.cursor, floor: store.floor).status
            chunks.append(JSONValue.object(["type": "ERROR", "object": status]).line)
            watch.end = now.instant
        }
        watch.cursor = max(watch.cursor, store.revision)
        if let due = watch.nextBookmark, due <= now.instant {
            if watch.cursor == store.revision { chunks.append(watch.bookmark(watch.cursor, now).line) }
            watch.nextBookmark = bookmarkTime(after: now.instant, until: watch.end)
        }
        let isEnded = watch.end <= now.instant
        watches[id] = isEnded ? nil : watch
        return WatchPull(
            chunks: chunks,
            isEnded: isEnded,
            nextPull: isEnded ? nil : min(watch.end, watch.nextBookmark ?? watch.end)
        )
    }

    /// What a watch is told of a change, nil for nothing.
    private mutating func line(_ change: ObjectChange, for watch: Watch, _ now: Moment) -> [UInt8]? {
        guard let kind = watch.kind(of: change) else { return nil }
        let key = WatchLine.Key(revision: change.revision, kind: kind, root: watch.type.root)
        if let lastLine, lastLine.key == key, watch.table == nil { return lastLine.bytes }
        let bytes = watch.event(kind, change, now).line
        if watch.table == nil { lastLine = WatchLine(key: key, bytes: bytes) }
        return bytes
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

extension JSONValue {
    fileprivate var line: [UInt8] { bytes + [UInt8(ascii: "\n")] }
}
