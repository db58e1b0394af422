import Election
import HTTP
import JSON

/// A Kubernetes API server as a value: it takes requests and gives answers, and knows no socket, clock or chance.
///
/// It answers as kube-apiserver v1.36 does (`Tests/TestKit/Wire` holds recordings) for the few kinds of
/// `ResourceType.all`. What it leaves out: managedFields, finalizers, subresources, paging (`limit` is ignored),
/// set-based selectors, YAML and protobuf bodies. Server-side apply merges and never finds a conflict.
///
/// The caller sends an answer's body after its head, asks a watch for its events with `pull` after every request that
/// moved `store.revision` and when the watch says it is due, and closes a watch whose client is gone.
package struct APIServer: Sendable {
    /// How this server differs from others; all can be changed while it runs.
    package struct Options: Sendable {
        /// The time between bookmarks, and before a watch's end: about a minute in a real server.
        package var bookmarkInterval = Duration.seconds(60)
        /// How long a watch lasts that does not say for how long.
        package var watchTimeout = Duration.seconds(1800)
        /// Whether watches may begin with a list (`sendInitialEvents`); servers before v1.32 refuse it.
        package var sendsInitialEvents = true
        /// Larger bodies are refused with 413.
        package var bodyLimit = 3 * 1024 * 1024
        /// More watches than these are refused with 429.
        package var watchLimit = 1000

        package init() {}
    }

    package var access: Access
    package var options: Options
    /// What is stored; replacing it by an older copy is a restore from backup.
    package var store: ObjectStore {
        // A restored store can give a revision to something else.
        didSet { lastLine = nil }
    }

    var watches: [WatchID: Watch] = [:]
    var watchCount = 0
    var lastLine: WatchLine?

    /// A server that holds nothing but namespaces: `default`, `kube-system` and those given.
    package init(
        store: ObjectStore,
        namespaces: [String] = [],
        access: Access = .open,
        options: Options = Options(),
        at time: WallTime
    ) throws(StoreError) {
        self.store = store
        self.access = access
        self.options = options
        for name in Set(namespaces).union(["default", "kube-system"]).sorted() {
            let key = ObjectKey(group: "", resource: "namespaces", namespace: "", name: name)
            guard store.object(at: key) == nil else { continue }
            let object: JSONValue = [
                "metadata": ["labels": ["kubernetes.io/metadata.name": .string(name)]],
                "spec": ["finalizers": ["kubernetes"]],
                "status": ["phase": "Active"],
            ]
            _ = try self.store.create(object, at: key, time: time)
        }
    }

    /// An answer: whole, or the head of a watch whose body is pulled.
    package enum Reply: Sendable {
        case response(HTTPResponse)
        case watch(head: HTTPResponse, WatchID)
    }

    /// Answers one request.
    package mutating func handle(_ request: HTTPRequest, at now: Moment) -> Reply {
        do throws(StatusFailure) {
            return try answer(request, now)
        } catch {
            return .response(error.response)
        }
    }

    private mutating func answer(_ request: HTTPRequest, _ now: Moment) throws(StatusFailure) -> Reply {
        let user = try access.user(of: request)
        let info = RequestInfo(request)
        try access.check(info, user: user)
        guard info.isResource else {
            guard let response = Discovery.response(to: info.path) else { throw .unknownPath }
            guard request.method == "GET" else { throw .methodNotAllowed }
            return .response(response)
        }
        guard let type = ResourceType.find(group: info.group, version: info.version, resource: info.resource),
            info.subresource.isEmpty
        else { throw .unknownPath }
        let call = try Call(request, info, type, user, now)
        guard request.body.count <= options.bodyLimit else {
            throw StatusFailure(
                code: 413,
                reason: "RequestEntityTooLarge",
                message: "Request entity too large: limit is \(options.bodyLimit)"
            )
        }
        guard !info.isDryRun else {
            var copy = self
            return try copy.perform(call)
        }
        return try perform(call)
    }

    private mutating func perform(_ call: Call) throws(StatusFailure) -> Reply {
        switch call.info.verb {
        case "watch": return try openWatch(call)
        case "get": return .response(try get(call))
        case "list": return .response(try list(call))
        case "create": return .response(call.type.isReview ? try review(call) : try create(call))
        case "update": return .response(try update(call))
        case "patch": return .response(try patch(call))
        case "delete": return .response(try delete(call))
        case "deletecollection": return .response(try deleteCollection(call))
        default: throw .methodNotAllowed
        }
    }
}
