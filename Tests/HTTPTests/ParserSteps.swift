import HTTP
import Testing

/// What a parser says to input that arrives in these pieces, up to a failure; `needsMore` is left out.
func steps(_ pieces: [[UInt8]], limits: RequestLimits = RequestLimits()) -> [RequestParser.Step] {
    var parser = RequestParser(limits: limits)
    var steps: [RequestParser.Step] = []
    for piece in pieces {
        parser.append(piece)
        reading: while true {
            let step = parser.next()
            switch step {
            case .needsMore:
                break reading
            case .failed:
                return steps + [step]
            case .request, .continueExpected:
                steps.append(step)
            }
        }
    }
    return steps
}

/// What a parser says to a text, after checking that it says so however the text is cut.
func steps(
    _ text: String,
    limits: RequestLimits = RequestLimits(),
    sourceLocation: SourceLocation = #_sourceLocation
) -> [RequestParser.Step] {
    let bytes = Array(text.utf8)
    let whole = steps([bytes], limits: limits)
    #expect(steps(bytes.map { [$0] }, limits: limits) == whole, "byte by byte", sourceLocation: sourceLocation)
    for cut in bytes.indices {
        let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
        #expect(steps(pieces, limits: limits) == whole, "cut at \(cut)", sourceLocation: sourceLocation)
    }
    return whole
}

/// The only request in a text; nil, and a failed test, if there is none or more.
func request(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> HTTPRequest? {
    let found = steps(text, sourceLocation: sourceLocation)
    guard found.count == 1, case .request(let request, _) = found[0] else {
        Issue.record("not one request but \(found)", sourceLocation: sourceLocation)
        return nil
    }
    return request
}

/// The error that a text fails with; nil, and a failed test, if it does not fail.
func failure(
    _ text: String,
    limits: RequestLimits = RequestLimits(),
    sourceLocation: SourceLocation = #_sourceLocation
) -> HTTPParseError? {
    let found = steps(text, limits: limits, sourceLocation: sourceLocation)
    guard case .failed(let error)? = found.last else {
        Issue.record("no failure but \(found)", sourceLocation: sourceLocation)
        return nil
    }
    return error
}
