import Election

/// The way to the API server, and how it answers.
extension CheckReport {
    static func server(_ facts: CheckFacts) -> [Row] {
        let server = facts.cluster.server
        let proxy = facts.proxy.map { ", by the proxy \($0)" } ?? ""
        var rows = [Row(verdict: .ok, subject: "server", detail: "\(server.text)\(proxy) (\(facts.cluster.source))")]
        if server.scheme == .http, server.host != "localhost", IPAddress(server.host)?.isLoopback != true {
            let detail = "plain HTTP: whoever is on the way can read and change what is said; use https"
            rows.append(Row(verdict: .warning, subject: "TLS", detail: detail))
        }
        guard let version = facts.version else {
            return rows + [Row(verdict: .failed(.unreachable), subject: "answer", detail: "none in time")]
        }
        guard let connection = facts.connection else {
            if case .failure(let failure) = version {
                rows.append(Row(verdict: .failed(.configuration), subject: "credentials", detail: "\(failure)"))
            }
            return rows
        }
        return rows + way(connection, facts, version)
    }

    /// The steps that the first request made, and where it stopped, if it did.
    private static func way(
        _ connection: CheckFacts.Connection,
        _ facts: CheckFacts,
        _ version: Result<String, RequestFailure>
    ) -> [Row] {
        var rows: [Row] = []
        let host = facts.proxy?.host ?? facts.cluster.server.host
        if let resolved = connection.resolved, connection.brokeAt != .name, IPAddress(host) == nil {
            let isSlow = resolved >= .seconds(1)
            let detail = "\(host) has an address, found in \(resolved.shown)"
            let advice = isSlow ? "; each new connection waits for the name server" : ""
            rows.append(Row(verdict: isSlow ? .warning : .ok, subject: "name", detail: detail + advice))
        }
        if let connected = connection.connected, connection.brokeAt != .connection {
            let took = connected - (connection.resolved ?? .zero)
            rows.append(Row(verdict: .ok, subject: "connection", detail: "made in \(took.shown)"))
        }
        if facts.cluster.server.scheme == .https, let secured = connection.secured, connection.brokeAt != .tls {
            let took = (secured - (connection.connected ?? .zero)).shown
            rows.append(
                facts.cluster.authority == .nobody
                    ? Row(
                        verdict: .warning,
                        subject: "TLS",
                        detail: "whoever answers is believed; name the authority that vouches for the server"
                    )
                    : Row(verdict: .ok, subject: "TLS", detail: "the server's certificate is good, seen in \(took)")
            )
        }
        switch version {
        case .success(let version):
            rows.append(Row(verdict: .ok, subject: "version", detail: version))
        case .failure(let failure) where isReached(version):
            rows.append(Row(verdict: .warning, subject: "version", detail: "not told: \(failure)"))
        case .failure(let failure):
            let advice = failure == .timedOut ? "; check address, port and network policies" : ""
            let subject = connection.brokeAt?.rawValue ?? "version"
            rows.append(Row(verdict: .failed(.unreachable), subject: subject, detail: "\(failure)\(advice)"))
        }
        return rows
    }

    /// How fast the API server answers, and what its clock shows.
    static func timeliness(_ facts: CheckFacts) -> [Row] {
        var rows: [Row] = []
        let sorted = facts.roundTrips.sorted()
        if !sorted.isEmpty {
            let median = sorted[sorted.count / 2]
            // Rule 13: the first attempt of a renewal.
            let deadline = facts.timing.renewDeadline / 2
            let isSlow = median > deadline / 4
            rows.append(
                Row(
                    verdict: isSlow ? .warning : .ok,
                    subject: "latency",
                    detail: "\(median.shown), the median of \(sorted.count) requests; a renewal has \(deadline.text)"
                        + (isSlow ? ", which a busy hour could use up; take a longer --ttl" : "")
                )
            )
        }
        guard let offset = facts.clockOffset else { return rows }
        let isOff = offset > .milliseconds(1500) || offset < .milliseconds(-1500)
        let direction = offset < .zero ? "behind" : "ahead of"
        let detail =
            isOff
            ? "the API server's is \((offset < .zero ? .zero - offset : offset).text) \(direction) ours; no election"
                + " minds, but the times in logs and locks do not compare: see to NTP on both"
            : "within two seconds of the API server's"
        return rows + [Row(verdict: isOff ? .warning : .ok, subject: "clock", detail: detail)]
    }

    /// As whom we are known, and what we may do.
    static func access(_ facts: CheckFacts) -> [Row] {
        var rows: [Row] = []
        switch facts.user {
        case .success(let user):
            rows.append(credentials(of: user))
        case .failure(.unauthorized(let text)):
            return [Row(verdict: .failed(.rights), subject: "credentials", detail: text)]
        case .failure(.forbidden(let message)):
            if let denial = AccessDenial(message: message) { rows.append(credentials(of: denial.user)) }
        case .failure, nil:
            // Servers before 1.28 do not tell.
            break
        }
        let items = facts.rights.items
        // Where no right is told, once is enough.
        if case .failure(let failure) = items.first.flatMap({ facts.reviews[$0.right] }),
            items.allSatisfy({ facts.reviews[$0.right] == .failure(failure) })
        {
            return rows + [Row(verdict: .warning, subject: "rights", detail: "not told: \(failure)")]
        }
        return rows + items.map { right($0, facts.reviews[$0.right], in: facts.session.lock.namespace) }
    }

    private static func credentials(of user: String) -> Row {
        guard user == AccessDenial.anonymous else {
            return Row(verdict: .ok, subject: "credentials", detail: "known as \(user)")
        }
        return Row(
            verdict: .warning,
            subject: "credentials",
            detail: "none were sent: use the pod's service account, or name a token with --token-file"
        )
    }

    private static func right(
        _ item: Rights.Item,
        _ review: Result<Bool, RequestFailure>?,
        in namespace: String
    ) -> Row {
        let right = item.right
        let resource = right.group.isEmpty ? right.resource : "\(right.resource).\(right.group)"
        let name = "\(right.verb) \(resource) in \(item.namespace ?? namespace)"
        switch review {
        case .success(true):
            return Row(verdict: .ok, subject: "right", detail: name)
        case .success(false):
            guard let withoutIt = item.withoutIt else {
                return Row(verdict: .failed(.rights), subject: "right", detail: "\(name): missing; grant it")
            }
            return Row(verdict: .warning, subject: "right", detail: "\(name): missing; without it, \(withoutIt)")
        case .failure(let failure):
            return Row(verdict: .warning, subject: "right", detail: "\(name): not told: \(failure)")
        case nil:
            return Row(verdict: .warning, subject: "right", detail: "\(name): not told in time")
        }
    }
}

extension Duration {
    /// The duration in whole milliseconds, where a part of one tells nothing.
    fileprivate var shown: String { self < .milliseconds(1) ? "<1ms" : text }
}
