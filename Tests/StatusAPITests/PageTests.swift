import Election
import Foundation
import HTTP
import StatusAPI
import Testing

/// The page for people: who gets it, and that it is what its policy says.
@Suite struct PageTests {
    private static let browser: HTTPHeaders = [
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    ]

    private func page() throws -> HTTPResponse { try Asker(.leading, .directly).ask("GET", "/", Self.browser) }

    @Test(arguments: Asker.Way.allCases)
    func aBrowserGetsThePageAndNobodyIsToldYesByIt(_ way: Asker.Way) throws {
        let asker = Asker(.leading, way)
        let page = try asker.ask("GET", "/", Self.browser)
        #expect(page.status == 200 && page.headers["Content-Type"] == "text/html; charset=utf-8")
        #expect(page.headers["Cache-Control"] == "no-store" && page.headers["Vary"] == "Accept")
        #expect(page.text.hasPrefix("<!doctype html>\n") && page.text.contains(#"data-lease="10000""#))
        #expect(asker.leadershipsAsked == 0)
        for name in ["pod-0", "leases/example", "3c5e"] { #expect(!page.text.contains(name), "it asks for it itself") }
    }

    @Test(arguments: ["*/*", "application/json", nil], Asker.Way.allCases)
    func aProgramGetsTheNameAsEver(accept: String?, _ way: Asker.Way) throws {
        let answer = try Asker(.leading, way).ask("GET", "/", accept.map { ["Accept": $0] } ?? [:])
        #expect(answer.text == #"{"name":"pod-0"}"# && answer.headers["Vary"] == "Accept")
        #expect(answer.headers["Content-Type"] == "application/json")
    }

    @Test(arguments: ["/leader", "/is-leader", "/livez", "/unknown"])
    func nothingElseIsAPage(path: String) throws {
        let answer = try Asker(.leading, .directly).ask("GET", path, Self.browser)
        #expect(answer.headers["Content-Type"] == "application/json")
    }

    /// The parts of the page that do something run only if they are the ones whose hashes the policy names.
    @Test(arguments: ["script", "style"])
    func thePolicyNamesWhatThePageHolds(element: String) throws {
        let page = try page()
        let policy = try #require(page.headers["Content-Security-Policy"])
        let parts = page.text.components(separatedBy: "<\(element)>")
        try #require(parts.count == 2)
        let text = parts[1].components(separatedBy: "</\(element)>")[0]
        let hash = try sha256(text)
        #expect(policy.contains("\(element)-src '\(hash)';"), "\(element) hashes to \(hash)")
    }

    @Test func nothingIsLoadedFromElsewhere() throws {
        let page = try page()
        let policy = try #require(page.headers["Content-Security-Policy"])
        #expect(policy.hasPrefix("default-src 'none'; ") && policy.contains("connect-src 'self'; "))
        #expect(!policy.contains("unsafe"))
        let addresses = page.text.matches(of: /https?:\/\/[^'" ]*/).map { String($0.output) }
        #expect(Set(addresses) == ["http://www.w3.org/2000/svg"], "the name of SVG, which nobody loads")
        for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            #expect(!page.text.contains(way), "what the API server says is put there as text")
        }
    }

    /// Nobody draws a hidden tab, so what its title says of the leader could be over for hours.
    @Test func theTitleOfAHiddenTabNamesNoLeader() throws {
        let script = try page().text.components(separatedBy: "<script>")[1].components(separatedBy: "</script>")[0]
        let output = try run("/usr/bin/env", ["node"], input: Self.browserStandIn + script)
        let titles = String(decoding: output, as: UTF8.self).split(separator: "\n")
        #expect(titles == ["pod-0 leads · example", "example", "pod-0 leads · example"])
    }

    /// As much of a browser as the script needs: it shows its tab, hides it and shows it again.
    private static let browserStandIn = """
        const element = () => new Proxy({ dataset: { lease: '10000' }, style: {}, children: [] }, {
            get: (target, key) => key in target ? target[key] : () => {},
        });
        const elements = {}, listeners = {};
        globalThis.document = {
            documentElement: element(), hidden: false, title: '', createElement: element,
            getElementById: id => elements[id] = elements[id] || element(),
            addEventListener: (name, listener) => { listeners[name] = listener; },
        };
        globalThis.EventSource = class { addEventListener() {} };
        globalThis.requestAnimationFrame = () => {};
        globalThis.fetch = async () => ({ ok: true, json: async () => ({
            name: 'pod-0', identity: 'pod-0', isLeader: true, state: 'leading', election: 'example', namespace: 'n',
            lock: 'leases/example', fencingToken: 7, validForMilliseconds: 60000, revision: '1',
        }) });
        setTimeout(() => {
            for (const hidden of [false, true, false]) {
                document.hidden = hidden;
                listeners.visibilitychange();
                console.log(document.title);
            }
            process.exit();
        }, 100);

        """

    /// As the policy has it: the digest in Base64.
    private func sha256(_ text: String) throws -> String {
        "sha256-" + (try run("/usr/bin/openssl", ["dgst", "-sha256", "-binary"], input: text)).base64EncodedString()
    }

    private func run(_ program: String, _ arguments: [String], input text: String) throws -> Data {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try input.fileHandleForWriting.close()
        let result = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return result
    }
}
