import Kubernetes
import Notifications

/// How it is found out whether the application can do the leader's work.
package struct HealthCheck: Hashable, Sendable {
    package enum Probe: Hashable, Sendable {
        /// A GET that is answered with 200 to 399, as for the kubelet; no certificate is verified, as by the kubelet.
        case get(ServerURL, query: String)
        /// A program that ends with code 0.
        case program([String])
        /// A file that is there.
        case file(String)

        /// - Returns: nil for a text that names no probe.
        package init?(_ text: String) {
            if text.hasPrefix("file:"), text.utf8.count > 5 {
                self = .file(String(text.dropFirst(5)))
            } else if text.hasPrefix("exec:") {
                do throws(HookCommandError) {
                    self = .program(try HookCommand(String(text.dropFirst(5))).words)
                } catch {
                    return nil
                }
            } else {
                let path = text.prefix { $0 != "?" }
                do throws(ServerURLError) {
                    self = .get(try ServerURL(parsing: String(path)), query: String(text[path.endIndex...]))
                } catch {
                    return nil
                }
            }
        }
    }

    package var probe: Probe
    /// The time from one probe to the next, and what one may take.
    package var interval: Duration
    /// How many failures in a row make the application unhealthy.
    package var threshold: Int
    /// For how long after the start failures do not count, unless there was a success.
    package var grace: Duration
}
