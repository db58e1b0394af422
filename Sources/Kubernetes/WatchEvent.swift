import JSON
import Locks

/// One line of a watch (API concepts, "Efficient detection of changes").
enum WatchEvent: Sendable {
    /// Added or modified: to an election both are a state of the object.
    case saw(LockObject)
    case deleted(LockObject)
    /// Nothing happened up to this object's version; it carries no more than that.
    case bookmark(LockObject)
    case failed(APIStatus)
}

extension WatchEvent {
    /// - Throws: `JSONError` where the line is no event of a watch.
    init(json line: [UInt8]) throws(JSONError) {
        let event = try JSONFields(parsing: line)
        let object = try event.required("object", event.fields)
        switch try event.required("type", event.string) {
        case "ADDED", "MODIFIED": self = .saw(try LockObject(object))
        case "DELETED": self = .deleted(try LockObject(object))
        case "BOOKMARK": self = .bookmark(try LockObject(object))
        case "ERROR": self = .failed(try APIStatus(object))
        default: throw event.impossible("type")
        }
    }
}
