import JSON

extension HTTPResponse {
    /// The answer to a request that cannot be served: a JSON object whose `error` says what is wrong and what would be
    /// right.
    ///
    /// Every refusal of this program is made here, so that all of them look alike and none is kept by a cache.
    package static func error(_ status: Int, _ sentence: String, headers: HTTPHeaders = [:]) -> HTTPResponse {
        var object = JSONObjectWriter()
        object.add("error", sentence)
        var response = HTTPResponse(status: status, headers: headers, body: object.finished())
        response.headers["Content-Type"] = "application/json"
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}

extension HTTPParseError {
    /// The answer to bytes that are no request; it is the last of its connection.
    package var response: HTTPResponse { .error(status, description) }
}
