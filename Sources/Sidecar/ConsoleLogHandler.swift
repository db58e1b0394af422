import Election
import Logging
import Runtime

/// Writes log lines to standard error without ever waiting for it, which swift-log's own handler would.
package struct ConsoleLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel: Logger.Level

    package init(level: Logger.Level) {
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let level = event.level.rawValue
        let padding = String(repeating: " ", count: max(0, 7 - level.utf8.count))
        Console.error.writeLine("\(MicroTime.text(SystemClock.now().wall)) \(level)\(padding) \(event.message)")
    }
}
