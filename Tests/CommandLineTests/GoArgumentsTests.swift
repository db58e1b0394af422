import Testing

@testable import leader_elector

/// The command lines of the classic sidecar mean what they meant.
@Suite struct GoArgumentsTests {
    @Test(arguments: [
        ("-election=x", ["--election=x"]), ("-election x", ["--election", "x"]),
        ("--election=x --ttl=5s", ["--election=x", "--ttl=5s"]), ("-h", ["-h"]), ("-help", ["--help"]),
        ("--use-cluster-credentials=true", ["--use-cluster-credentials"]),
        ("-use-cluster-credentials=1", ["--use-cluster-credentials"]), ("--use-cluster-credentials=false", []),
        ("--http=", ["--http", ""]), ("--id=a=b", ["--id=a=b"]), ("--ttl -1s", ["--ttl=-1s"]),
        ("--ttl=5s -1s", ["--ttl=5s", "-1s"]), ("-- -x", ["--", "-x"]), ("- -1", ["-", "-1"]), ("", []),
        ("-create-lock=false", ["--create-lock=false"]), ("-create-lock false", ["--create-lock", "false"]),
        ("-n lab -n=lab -o json", ["-n", "lab", "-n=lab", "-o", "json"]),
        ("--use-cluster-credentials=maybe", ["--use-cluster-credentials=maybe"]),
    ])
    func goFormsBecomeOurs(line: String, expected: [String]) {
        let arguments = line.split(separator: " ").map(String.init)
        #expect(GoArguments.normalized(arguments, flags: ["use-cluster-credentials"]) == expected)
    }
}
