import CCurl
import Election

/// How an exchange went: when its connection came how far, counted from its start, and why it failed, if it did.
///
/// A step that was not made is nil; on a connection that was there already, all were made at once. While libcurl waits
/// for a TLS handshake it may not say yet that it is connected.
package struct TransferCourse: Hashable, Sendable {
    /// The host, or the proxy's, had an address.
    package var resolved: Duration?
    package var connected: Duration?
    /// The TLS handshake was over, the certificate's check included.
    package var secured: Duration?
    package var failure: TransferError?
}

extension EasyHandle {
    /// What is known by now.
    func course(failure: TransferError?) -> TransferCourse {
        TransferCourse(
            resolved: time(CURLINFO_NAMELOOKUP_TIME_T),
            connected: time(CURLINFO_CONNECT_TIME_T),
            secured: time(CURLINFO_APPCONNECT_TIME_T),
            failure: failure
        )
    }

    /// Libcurl counts microseconds, and has 0 for what did not happen.
    private func time(_ info: CURLINFO) -> Duration? {
        let microseconds = ccurl_get_microseconds(pointer, info)
        return microseconds > 0 ? .microseconds(microseconds) : nil
    }
}
