import Notifications
import Testing

/// Command lines that are run without a shell.
@Suite struct HookCommandTests {
    @Test(arguments: [
        ("/bin/tell", ["/bin/tell"]),
        ("  tell  me\tmore\n", ["tell", "me", "more"]),
        (#"sh -c 'echo "$NAME" > /tmp/x; true'"#, ["sh", "-c", #"echo "$NAME" > /tmp/x; true"#]),
        (#"tell "a b" '' "" c"#, ["tell", "a b", "", "", "c"]),
        (#"tell "say \"a\" \\ \n""#, ["tell", #"say "a" \ \n"#]),
        (#"tell a\ b \'c\' \\"#, ["tell", "a b", "'c'", #"\"#]),
        (#"te"l"l'ing' $HOME *.txt | cat; ~"#, ["telling", "$HOME", "*.txt", "|", "cat;", "~"]),
        ("größe 'ü ö'", ["größe", "ü ö"]),
    ])
    func wordsAreWhatTheQuotesSay(text: String, words: [String]) throws {
        #expect(try HookCommand(text).words == words)
    }

    @Test(arguments: [
        ("", HookCommandError.noProgram), ("  \n", .noProgram), ("'' a", .noProgram), ("a 'b", .openQuote),
        (#"a "b\""#, .openQuote), (#"a \"#, .openBackslash),
    ])
    func whatIsHalfIsRefused(text: String, error: HookCommandError) {
        #expect(throws: error) { try HookCommand(text) }
    }
}
