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

extension WatchEvent: Decodable {
    private enum Key: String, CodingKey {
        case type, object
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(String.self, forKey: .type) {
        case "ADDED", "MODIFIED":
            self = .saw(try container.decode(LockObject.self, forKey: .object))
        case "DELETED":
            self = .deleted(try container.decode(LockObject.self, forKey: .object))
        case "BOOKMARK":
            self = .bookmark(try container.decode(LockObject.self, forKey: .object))
        case "ERROR":
            self = .failed(try container.decode(APIStatus.self, forKey: .object))
        default:
            throw DecodingError.dataCorruptedError(forKey: .type, in: container, debugDescription: "unknown type")
        }
    }
}
