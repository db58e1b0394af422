import TestKit
import Testing

/// What a shell completes with the script that the command gives.
@Suite(.ownThread) struct CompletionTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
        for shell in ["bash", "zsh", "fish"] {
            let program = try Workbench.path(of: "leader-elector")
            let script = try bench.run([program, "--generate-completion-script", shell])
            #expect(script.code == 0 && script.output.count > 100, "\(shell): \(script.complaint)")
            try bench.file("completion.\(shell)", script.text + "\n")
        }
        try bench.file("ca.pem", "")
    }

    @Test func theScriptIsValidInBash() throws {
        #expect(try bench.run(["bash", "-n", "\(bench.home)/completion.bash"]).code == 0)
    }

    @Test(arguments: [
        ("st", "status step-down"), ("--lo", "--lock"), ("status --lock conf", "configmaps configmapsleases"),
        ("status --election=x --out", "--output"), ("status -o j", "json"), ("watch -o t", "text"),
        ("step-down --no", "--no-wait"), ("exec --restart on", "on-failure"), ("--certificate-authority c", "ca.pem"),
    ])
    func bashCompletes(words: String, expected: String) throws {
        let script = """
            cd "$HOME" && source completion.bash
            COMP_WORDS=(leader-elector "$@") COMP_CWORD=$# COMP_LINE="leader-elector $*" COMP_POINT=$((15 + ${#*}))
            _leader-elector leader-elector "${@: -1}" "${@: -2:1}"
            printf '%s\\n' "${COMPREPLY[@]}" | grep -v '^completion' | sort | paste -sd ' '
            """
        let arguments = words.split(separator: " ").map(String.init)
        let result = try bench.run(["bash", "--norc", "-c", script, "bash"] + arguments)
        #expect(result.text == expected, "\(result.complaint)")
    }
}
