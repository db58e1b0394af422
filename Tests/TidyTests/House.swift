/// Which target may know which: the arrows of the house.
///
/// They are written down here beside Package.swift, since SwiftPM lets a file import a sibling that its target did not
/// declare, and since an arrow that is turned round should cost a second thought.
struct House: Sendable {
    struct Target: Sendable {
        let name: String
        /// Whether all of it are values: no socket, file, clock, random source or output.
        ///
        /// Time and chance come in as arguments, which is what makes a simulation replay and a test a script.
        let isPure: Bool
        /// What Package.swift must name, no more and no less.
        let dependencies: Set<String>
        /// Modules that come with the compiler.
        let toolchain: Set<String>

        init(_ name: String, isPure: Bool = false, _ dependencies: Set<String>, toolchain: Set<String> = []) {
            self.name = name
            self.isPure = isPure
            self.dependencies = dependencies
            self.toolchain = toolchain
        }
    }

    // Whole Foundation brings ICU, 38 MB of it, and is for nobody.
    static let targets = [
        Target("Election", isPure: true, []),
        Target("JSON", isPure: true, []),
        Target("HTTP", isPure: true, ["JSON"]),
        Target("Locks", isPure: true, ["Election", "JSON"]),
        Target("YAML", isPure: true, []),
        Target("Kubernetes", isPure: true, ["Election", "HTTP", "JSON", "Locks", "YAML"]),
        Target("StatusAPI", isPure: true, ["Election", "HTTP", "JSON"]),
        Target("Manifests", isPure: true, ["Kubernetes", "Locks", "YAML"]),
        Target("Operations", isPure: true, ["Election", "HTTP", "JSON", "Kubernetes", "Locks", "YAML"]),
        Target("Notifications", isPure: true, ["Election", "HTTP", "StatusAPI"]),
        Target("APIServerModel", isPure: true, ["Election", "HTTP", "JSON", "Locks"]),
        Target("Demo", isPure: true, ["Election", "JSON"]),
        Target("Bench", isPure: true, ["Election", "JSON"]),
        Target(
            "Simulation",
            isPure: true,
            ["APIServerModel", "Election", "HTTP", "JSON", "Kubernetes", "Locks", "StatusAPI"]
        ),
        Target("CCurl", []),
        Target("CBuild", []),
        Target("CLinux", []),
        Target("Runtime", ["CCurl", "CLinux", "Election", "HTTP"], toolchain: ["Glibc"]),
        Target(
            "Sidecar",
            [
                "Election", "HTTP", "Kubernetes", "Locks", "Logging", "Notifications", "Operations", "Runtime",
                "StatusAPI",
            ],
            toolchain: ["Glibc"]
        ),
        Target(
            "leader-elector",
            [
                "ArgumentParser", "CBuild", "Election", "Kubernetes", "Locks", "Logging", "Manifests",
                "Notifications", "Operations", "Runtime", "Sidecar",
            ],
            toolchain: ["Glibc"]
        ),
        Target(
            "leader-elector-lab",
            [
                "APIServerModel", "ArgumentParser", "Bench", "Demo", "Election", "HTTP", "JSON", "Kubernetes", "Locks",
                "Runtime", "Sidecar", "Simulation",
            ],
            toolchain: ["Glibc"]
        ),
    ]

    /// What every test may import beside what Package.swift lists for it.
    static let testToolchain: Set<String> = ["Foundation", "FoundationEssentials", "Glibc", "Testing"]

    static func target(_ name: String) -> Target? { targets.first { $0.name == name } }
}
