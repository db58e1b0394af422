import Testing

/// The rules of the house that a machine can hold, held.
@Suite struct TidyTests {
    private static let files = Result { try Repository().sourceFiles() }
    private let repository = Repository()

    @Test(arguments: Rule.all)
    func everyFileKeeps(_ rule: Rule) throws {
        let violations = try Self.files.get().flatMap(rule.violations)
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test func thePackageHasTheArrowsOfTheHouse() throws {
        let manifest = try Manifest(text: repository.text("Package.swift"))
        for target in House.targets {
            #expect(manifest.dependencies[target.name] == target.dependencies, "\(target.name)")
        }
        let names = Set(House.targets.map(\.name))
        #expect(try repository.targets(in: "Sources") == names.sorted())
        #expect(try repository.targets(in: "Tests") == Set(manifest.dependencies.keys).subtracting(names).sorted())
    }

    /// SwiftPM would let them import more, and break once the order of building changes.
    @Test func testsImportWhatThePackageListsForThem() throws {
        let manifest = try Manifest(text: repository.text("Package.swift"))
        for file in try Self.files.get() where Rule.Scope.tests.contains(file) {
            // The module of a program with a hyphen in its name has an underscore there.
            let listed = (manifest.dependencies[file.target] ?? []).map { $0.replacing("-", with: "_") }
            let allowed = House.testToolchain.union(listed)
            for (module, line) in file.imports {
                #expect(allowed.contains(module), "\(file.path):\(line): \(module) is not listed in Package.swift")
            }
        }
    }

    /// Whoever opens the repository sees what it is; everything else has a place further down.
    @Test func theTopLevelHoldsWhatItShould() throws {
        let expected: Set = ["Dockerfile", "Package.swift", "README.md", "Sources", "Tests", "deploy"]
        // SwiftPM writes it; git does not keep it, since the dependencies are pinned in Package.swift.
        let written: Set = ["Package.resolved"]
        let strangers = Set(try repository.topLevel()).subtracting(expected).subtracting(written)
        #expect(strangers.isEmpty)
    }
}
