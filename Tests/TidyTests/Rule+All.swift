extension Rule {
    /// All rules that look at one file; a new one is a new line.
    static let all: [Rule] = [
        .ban(
            "async",
            "await",
            "Task",
            "AsyncParsableCommand",
            "actor",
            "DispatchQueue",
            "Thread",
            "pthread_create",
            in: .sources,
            because: "the program is one thread; each of these brings more of them, or an executor to tame",
            broken: "let task = Task { 1 }"
        ),
        .ban("try!", "as!", in: .sources, because: "an error is handled, not trapped on", broken: "let a = try! f()"),
        .ban("fatalError(", in: .sources, because: "what is missing must not compile", broken: "fatalError()"),
        .ban(
            "@unchecked Sendable",
            "nonisolated(unsafe)",
            in: .sources,
            because: "with one thread nothing needs to be promised to the compiler",
            broken: "final class A: @unchecked Sendable {}"
        ),
        .ban("public", in: .sources, because: "nothing is for other packages", broken: "public struct A {}"),
        .ban(
            "Date(",
            "ContinuousClock",
            "SuspendingClock",
            "clock_gettime",
            "gettimeofday",
            "time(nil)",
            in: .pure,
            because: "time is an argument, or a simulation cannot be replayed",
            broken: "let now = Date()"
        ),
        .ban(
            "SystemRandomNumberGenerator",
            "shuffled()",
            "shuffle()",
            "randomElement()",
            "UUID()",
            "arc4random",
            in: .pure,
            because: "chance is an argument, or a simulation cannot be replayed",
            broken: "let pod = pods.randomElement()"
        ),
        .ban(
            "hashValue",
            "Hasher",
            in: .pure,
            because: "Swift seeds its hasher anew for every process, so the same seed would give another run",
            broken: "let order = name.hashValue"
        ),
        .ban(
            "print(",
            "debugPrint(",
            "dump(",
            in: .pure,
            because: "stdout carries the leader's name and nothing else, and values do not write",
            broken: "print(leader)"
        ),
        randomIsGivenItsGenerator, importsFollowTheHouse, filesAreShort, filesAreNamedAfterATypeOfTheirs,
        namesSaySomething,
    ]

    private static let randomIsGivenItsGenerator = Rule(
        "no .random( without using:",
        in: .pure,
        because: "chance is an argument, or a simulation cannot be replayed",
        broken: SourceFile(path: "Sources/Election/Broken.swift", text: "let wait = Int.random(in: 0..<30)")
    ) { file in
        file.numbered.filter { line, number in
            // A call is taken to end three lines further down at the latest.
            line.contains(".random(") && !file.lines[(number - 1)...].prefix(4).contains { $0.contains("using:") }
        }.map(\.1)
    }

    private static let importsFollowTheHouse = Rule(
        "no import that the house has no arrow for",
        in: .sources,
        because: "the core stays pure and the arrows one-way; House.swift has them",
        broken: SourceFile(path: "Sources/Election/Broken.swift", text: "import struct Foundation.Date")
    ) { file in
        guard let target = House.target(file.target) else { return [1] }
        return file.imports.filter { !target.dependencies.union(target.toolchain).contains($0.module) }.map(\.line)
    }

    private static let filesAreShort = Rule(
        "no file over 400 lines",
        in: .everywhere,
        because: "one main type a file, and separable concerns in Type+Feature.swift, fit in less",
        broken: SourceFile(path: "Tests/HTTPTests/Broken.swift", text: String(repeating: "\n", count: 401))
    ) { file in
        // Behind the last line end stands one more, empty line.
        file.lines.count > 401 ? [file.lines.count - 1] : []
    }

    private static let filesAreNamedAfterATypeOfTheirs = Rule(
        "no file without the type or extension that its name tells",
        in: .sources,
        because: "a type is found by its file",
        broken: SourceFile(path: "Sources/Election/Broken.swift", text: "struct Elector {}")
    ) { file in
        guard file.name != "main", file.lines.contains(where: { !$0.allSatisfy(\.isWhitespace) }) else { return [] }
        let isExtension = file.name.contains("+")
        let type = String(file.name.prefix { $0 != "+" })
        let keywords = isExtension ? ["extension"] : ["struct", "class", "enum", "protocol", "typealias"]
        return file.lines(mentioning: keywords.map { "\($0) \(type)" }).isEmpty ? [1] : []
    }

    private static let namesSaySomething = Rule(
        "no type called Utils, Helper or Manager",
        in: .everywhere,
        because: "such a name says that nobody knew what the thing is",
        broken: SourceFile(path: "Tests/HTTPTests/Broken.swift", text: "final class LeaseManager {}")
    ) { file in
        let keywords: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias"]
        let endings = ["Util", "Utils", "Utilities", "Helper", "Helpers", "Manager"]
        return file.numbered.filter { line, _ in
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
            return zip(words, words.dropFirst()).contains { keyword, name in
                keywords.contains(keyword) && endings.contains { name.hasSuffix($0) }
            }
        }.map(\.1)
    }
}
