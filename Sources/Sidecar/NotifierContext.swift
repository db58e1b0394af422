import Logging
import Runtime
import StatusAPI

/// What everybody works with who tells others of changes.
struct NotifierContext {
    let subject: StatusAPI.Subject
    let status: StatusSource
    let version: String
    let meter: Meter
    let loop: EventLoop
    let logger: Logger
}
