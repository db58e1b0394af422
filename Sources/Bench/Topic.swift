/// A part of the measurements that can be had by itself.
package enum Topic: String, CaseIterable, Sendable {
    /// The program's file.
    case size
    /// From the fork to the first answer and to leadership.
    case start
    /// At rest, after many requests, after many renewals.
    case memory
    /// A minute's processor time at rest.
    case cpu
    /// A minute's requests to the API server at rest, and their bytes.
    case traffic
    /// Changes of leaders, polite and hard.
    case handover
    /// Answers a second, and how long each takes.
    case http
    /// What a failover costs among many candidates.
    case growth

    /// Those that a list with commas names.
    ///
    /// - Throws: `UnknownTopic` at the first that it does not know.
    package static func list(_ text: String) throws(UnknownTopic) -> Set<Topic> {
        var topics: Set<Topic> = []
        for name in text.split(separator: ",") {
            guard let topic = Topic(rawValue: String(name)) else { throw UnknownTopic(name: String(name)) }
            topics.insert(topic)
        }
        return topics
    }

    package struct UnknownTopic: Error, Hashable, CustomStringConvertible {
        package let name: String

        package var description: String {
            "nothing is called '\(name)'; there is \(Topic.allCases.map(\.rawValue).joined(separator: ", "))"
        }
    }
}
