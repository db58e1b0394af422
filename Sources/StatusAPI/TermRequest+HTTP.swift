import Election
import HTTP
import JSON

/// `POST /step-down` and `POST /stopped`: what is asked stands in the query or in a JSON object, or, for the present
/// term, nowhere.
extension TermRequest {
    /// The longest pause that may be asked for.
    static let longestPause = Duration.seconds(3600)

    /// Reads a step-down: `fencingToken` and `pause`, both optional.
    init(stepDown request: HTTPRequest) throws(TermRequestError) {
        let fields = try TermRequestFields(request, allowed: ["fencingToken", "pause"])
        self = .stepDown(fencingToken: fields.fencingToken, pause: fields.pause)
    }

    /// Reads the stop of a term's work: its `fencingToken`.
    init(stopped request: HTTPRequest) throws(TermRequestError) {
        let fields = try TermRequestFields(request, allowed: ["fencingToken"])
        guard let fencingToken = fields.fencingToken else { throw .missingToken }
        self = .workStopped(fencingToken: fencingToken)
    }
}

/// What is wrong with a step-down or a stop that was asked for.
enum TermRequestError: Error, Hashable, CustomStringConvertible {
    case notAnObject
    case unknownField(String)
    case givenTwice(String)
    case badToken
    case badPause
    case missingToken

    var description: String {
        switch self {
        case .notAnObject:
            #"The body is no JSON object; write {"fencingToken":123}, or nothing."#
        case .unknownField(let name):
            "\(name) means nothing here; there is fencingToken, and pause for /step-down."
        case .givenTwice(let name):
            "\(name) is in the query and in the body; give it once."
        case .badToken:
            "fencingToken is no token; give the whole number that /leader gave you."
        case .badPause:
            "pause is no duration of 0s to \(TermRequest.longestPause.text); write it as 30s or 1m30s."
        case .missingToken:
            "Name the term whose work has stopped: /stopped?fencingToken=123, as /leader gave it to you."
        }
    }
}

/// The fields of a request, whichever way they were given; what is not known is refused, since a slip of the pen must
/// not end another term.
private struct TermRequestFields {
    var fencingToken: UInt64?
    var pause: Duration?

    init(_ request: HTTPRequest, allowed: Set<String>) throws(TermRequestError) {
        let query = request.query
        if !request.body.isEmpty {
            self = try Self(body: request.body)
            for (name, isThere) in [("fencingToken", fencingToken != nil), ("pause", pause != nil)] where isThere {
                guard allowed.contains(name) else { throw .unknownField(name) }
                guard query[name] == nil else { throw .givenTwice(name) }
            }
        }
        if let unknown = query.keys.sorted().first(where: { !allowed.contains($0) }) { throw .unknownField(unknown) }
        if let text = query["fencingToken"] {
            guard let token = UInt64(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .badToken
            }
            fencingToken = token
        }
        if let text = query["pause"] { pause = try Self.pause(text) }
    }

    private init(body: [UInt8]) throws(TermRequestError) {
        let fields: JSONFields
        do {
            fields = try JSONFields(parsing: body)
        } catch {
            throw .notAnObject
        }
        for name in fields.names {
            switch name {
            case "fencingToken":
                do { fencingToken = try fields.required(name, fields.unsigned) } catch { throw .badToken }
            case "pause":
                let text: String
                do { text = try fields.required(name, fields.string) } catch { throw .badPause }
                pause = try Self.pause(text)
            default:
                throw .unknownField(name)
            }
        }
    }

    private static func pause(_ text: String) throws(TermRequestError) -> Duration {
        guard let pause = Duration(goText: text), pause >= .zero, pause <= TermRequest.longestPause else {
            throw .badPause
        }
        return pause
    }
}
