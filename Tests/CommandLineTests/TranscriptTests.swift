import TestKit
import Testing

/// What the command answers where it needs no API server.
@Suite(.ownThread) struct TranscriptTests {
    @Test(arguments: [
        "help", "mistakes", "timings", "names", "clusters", "addresses", "notifications", "classic", "exec",
        "application", "manifest", "operators",
    ])
    func theCommandAnswersAsWritten(name: String) throws {
        try Transcript(on: Workbench()).expect(name)
    }
}
