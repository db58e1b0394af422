import Testing

/// A rule that catches nothing is worse than none, so each is shown what it must catch and what it must not.
@Suite struct RuleTests {
    @Test(arguments: Rule.all)
    func aRuleCatchesTheFileThatBreaksIt(_ rule: Rule) {
        #expect(rule.violations(in: rule.broken).count == 1)
    }

    @Test(arguments: Rule.all)
    func aRuleLeavesGoodCodeAlone(_ rule: Rule) {
        let text = """
            import Election
            import JSON

            /// It does not await a Task, print(a) or try! anything, and is no fatalError().
            package struct Good {
                let publicName = "public async \\(name) Date() \\"print(a)\\" hashValue"
                let raw = #"try! "Task" \\#(name) "#
                let taskTimer = clock_gettime_of(asyncName, printed(isHashValue))
                func pause(using generator: inout some RandomNumberGenerator) -> Int {
                    Int.random(
                        in: 0..<30,
                        using: &generator
                    )
                }
            }
            /* a LeaseManager /* struct Helper */ fatalError( */
            """
        #expect(rule.violations(in: SourceFile(path: "Sources/Locks/Good.swift", text: text)) == [])
    }

    @Test(arguments: Rule.all)
    func aRuleSaysWhereWhatAndWhy(_ rule: Rule) {
        for violation in rule.violations(in: rule.broken) {
            #expect(violation.hasPrefix(rule.broken.path + ":"))
            #expect(violation.hasSuffix(": \(rule.title), because \(rule.reason)"))
        }
    }

    @Test(arguments: [
        ("\"\\(try! f())\"", true), ("\"try! f()\"", false), ("\"\\\\\" + (try! f())", true),
        ("\"a\" // try! f()", false), ("\"\"\"\n\"try!\" \\(try! f(\"a)\"))\n\"\"\"", true), ("retry!", false),
        ("#\"\\(try! f())\"#", false), ("#\"\\#(try! f())\"#", true), ("\"\\(a)\" + (try! f())", true),
    ])
    func whatIsInterpolatedIsCodeAndTheRestOfAStringIsNot(text: String, isCaught: Bool) {
        let file = SourceFile(path: "Sources/Election/Sample.swift", text: text)
        #expect(file.lines(mentioning: ["try!"]).isEmpty == !isCaught)
    }

    @Test(arguments: [
        ("import Glibc", "Glibc"), ("@testable import HTTP", "HTTP"), ("package import HTTP", "HTTP"),
        ("  import struct Foundation.Date", "Foundation"), ("@_exported import func Glibc.poll", "Glibc"),
    ])
    func anImportIsSeenInEveryForm(line: String, module: String) {
        let file = SourceFile(path: "Sources/Election/Sample.swift", text: "\n\(line)\n// import A\nlet important = 1")
        #expect(file.imports.map(\.module) == [module])
        #expect(file.imports.map(\.line) == [2])
    }

    @Test(arguments: [
        ("Sources/HTTP/A.swift", "enum A {}", true), ("Sources/HTTP/A+B.swift", "extension A {}", true),
        ("Sources/HTTP/A+B.swift", "struct A {}", false), ("Sources/HTTP/A.swift", "extension A {}", false),
        ("Sources/HTTP/A.swift", "struct Ab {}", false), ("Sources/lab/main.swift", "f()", true),
        ("Tests/HTTPTests/A.swift", "func f() {}", true),
    ])
    func aFileIsNamedAfterAType(path: String, text: String, isGood: Bool) throws {
        let rule = try #require(Rule.all.first { $0.title.contains("that its name tells") })
        #expect(rule.violations(in: SourceFile(path: path, text: text)).isEmpty == isGood)
    }

    @Test func purityIsAskedOfPureTargetsOnly() throws {
        let rule = try #require(Rule.all.first { $0.title.contains("clock_gettime") })
        let text = "let now = clock_gettime(CLOCK_BOOTTIME, &time)"
        #expect(!rule.violations(in: SourceFile(path: "Sources/Election/A.swift", text: text)).isEmpty)
        #expect(rule.violations(in: SourceFile(path: "Sources/Runtime/A.swift", text: text)).isEmpty)
        #expect(rule.violations(in: SourceFile(path: "Tests/ElectionTests/A.swift", text: text)).isEmpty)
    }

    @Test func aTargetThatTheHouseDoesNotKnowIsCaught() throws {
        let rule = try #require(Rule.all.first { $0.title.contains("no arrow") })
        #expect(!rule.violations(in: SourceFile(path: "Sources/Unknown/A.swift", text: "")).isEmpty)
    }

    @Test func theManifestIsReadInAllItsForms() throws {
        let manifest = try Manifest(
            text: """
                func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
                    .target(name: name, dependencies: dependencies)
                }
                    library("A"),
                    library("B", ["A", logging]),
                    .systemLibrary(name: "C", pkgConfig: "c"),
                    .target(name: "D"),
                    .executableTarget(
                        name: "e-f",
                        dependencies: [
                            "A", "B", argumentParser,
                        ]
                    ),
                    .target(name: "Kit", dependencies: ["A"], path: "Tests/Kit", exclude: ["Wire"]),
                    .executableTarget(name: "b-probe", dependencies: ["B"], path: "Tests/Probe"),
                    tests("B", ["A", "B"], resources: [.copy("wire")]),
                """
        )
        #expect(
            manifest.dependencies == [
                "A": [], "B": ["A", "Logging"], "C": [], "D": [], "e-f": ["A", "B", "ArgumentParser"],
                "Kit": ["A"], "Probe": ["B"], "BTests": ["A", "B"],
            ]
        )
    }
}
