/// One whole HTTP response as a value.
package struct HTTPResponse: Hashable, Sendable {
    /// The status code, 100 to 599.
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
