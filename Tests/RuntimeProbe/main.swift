// A program for the tests of what only a process of its own can show: its threads, its descriptors, its exit.
//
//     runtime-probe get HOST PORT DEADLINE_MILLISECONDS    one exchange; prints its outcome, its time and the threads
//     runtime-probe serve                                  prints its port and answers every request with 200
//     runtime-probe parent                                 prints the process id of a child that would stay for ever
import Election
import Glibc
import HTTP
import Runtime

func threadCount() throws -> Int {
    let status = String(decoding: try readFile("/proc/self/status"), as: UTF8.self)
    let line = status.split(separator: "\n").first { $0.hasPrefix("Threads:") }
    return line.flatMap { Int($0.drop { !$0.isNumber }) } ?? 0
}

/// Prints a line at once, whatever standard output is.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

let loop = try EventLoop()
let transfers = Transfers(loop: loop)
let arguments = CommandLine.arguments

if arguments.count == 5, arguments[1] == "get", let port = UInt16(arguments[3]), let limit = Int64(arguments[4]) {
    let endpoint = Endpoint(scheme: .http, host: arguments[2], port: port)
    let start = SystemClock.instant()
    let request = HTTPRequest(method: "GET", target: "/")
    transfers.start(request, to: endpoint, deadline: start + .milliseconds(limit)) { result in
        switch result {
        case .success(let response): say("status \(response.status)")
        case .failure(.timedOut): say("timed out")
        case .failure(let error): say("\(error)")
        }
        say("\((SystemClock.instant() - start).milliseconds)")
        loop.stop()
    }
    loop.run()
    say("\(try threadCount())")
} else if arguments.dropFirst() == ["parent"] {
    let child = try ChildProcess(["sleep", "1000"], loop: loop, onLine: { _, _ in }, onEnd: { _ in })
    say("\(child.id)")
    loop.run()
} else {
    let address = ListenAddress(host: "127.0.0.1", port: 0)
    let listener = try HTTPListener(on: [address], loop: loop) { _, _, responder in
        responder.respond(HTTPResponse(status: 200, headers: ["Content-Type": "text/plain"], body: Array("hello".utf8)))
    }
    say("\(listener.addresses[0].port)")
    loop.run()
}
