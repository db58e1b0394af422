// swift-tools-version: 6.3

import PackageDescription

/// What every target of ours is built with: a warning is a mistake that has not been looked at yet.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A library target of the house; `tests` beside it are declared below.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a target; `exclude` are directories that they read from where they are.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

/// The commit that is built, which `.ci/static` says so that `--version` can tell it; empty where nobody does.
let commit = Context.environment["BUILD_COMMIT"] ?? ""

let package = Package(
    name: "leader-elector",
    products: [
        .executable(name: "leader-elector", targets: ["leader-elector"]),
        .executable(name: "leader-elector-lab", targets: ["leader-elector-lab"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        // Values: no socket, file, clock or random source. The tidy test holds these arrows.
        library("Election"),
        library("JSON"),
        library("HTTP", ["JSON"]),
        library("Locks", ["Election", "JSON"]),
        library("YAML"),
        library("Kubernetes", ["Election", "HTTP", "JSON", "Locks", "YAML"]),
        library("StatusAPI", ["Election", "HTTP", "JSON"]),
        library("Manifests", ["Kubernetes", "Locks", "YAML"]),
        library("Operations", ["Election", "HTTP", "JSON", "Kubernetes", "Locks", "YAML"]),
        library("Notifications", ["Election", "HTTP", "StatusAPI"]),
        library("APIServerModel", ["Election", "HTTP", "JSON", "Locks"]),
        library("Demo", ["Election", "JSON"]),
        library("Bench", ["Election", "JSON"]),
        library("Simulation", ["APIServerModel", "Election", "HTTP", "JSON", "Kubernetes", "Locks", "StatusAPI"]),

        // The shell.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CLinux"),
        // By itself, so that little is built again for another commit.
        .target(name: "CBuild", cSettings: [.define("BUILD_COMMIT", to: "\"\(commit)\"")]),
        library("Runtime", ["CCurl", "CLinux", "Election", "HTTP"]),
        library(
            "Sidecar",
            ["Election", "HTTP", "Kubernetes", "Locks", "Notifications", "Operations", "Runtime", "StatusAPI", logging]
        ),
        .executableTarget(
            name: "leader-elector",
            dependencies: [
                "CBuild", "Election", "Kubernetes", "Locks", "Manifests", "Notifications", "Operations", "Runtime",
                "Sidecar", argumentParser, logging,
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "leader-elector-lab",
            dependencies: [
                "APIServerModel", "Bench", "Demo", "Election", "HTTP", "JSON", "Kubernetes", "Locks", "Runtime",
                "Sidecar", "Simulation", argumentParser,
            ],
            swiftSettings: strict
        ),

        // Tests.
        .target(
            name: "TestKit",
            dependencies: ["Election", "HTTP", "Runtime"],
            path: "Tests/TestKit",
            exclude: ["Wire"],
            swiftSettings: strict
        ),
        tests("TestKit", ["HTTP", "TestKit"]),
        tests("Election", ["Election"]),
        tests("JSON", ["Election", "JSON"]),
        tests("HTTP", ["HTTP"]),
        tests("Locks", ["Election", "JSON", "Locks"]),
        tests("YAML", ["Election", "YAML"]),
        tests(
            "Kubernetes",
            ["Election", "HTTP", "JSON", "Kubernetes", "Locks", "TestKit", "YAML"],
            exclude: ["Kubeconfigs"]
        ),
        tests("StatusAPI", ["Election", "HTTP", "Runtime", "StatusAPI"]),
        tests("Manifests", ["Election", "HTTP", "Kubernetes", "Locks", "Manifests", "StatusAPI", "YAML"]),
        tests("Operations", ["Election", "HTTP", "JSON", "Kubernetes", "Locks", "Operations", "TestKit", "YAML"]),
        tests("Notifications", ["Election", "HTTP", "Notifications", "StatusAPI", "TestKit"]),
        tests("APIServerModel", ["APIServerModel", "Election", "HTTP", "JSON", "Kubernetes", "Locks", "TestKit"]),
        tests("Demo", ["Demo", "Election"]),
        tests("Bench", ["Bench", "Election", "JSON"]),
        tests("Simulation", ["Election", "Locks", "Simulation"]),
        tests("Lab", ["Runtime", "TestKit"]),
        .executableTarget(
            name: "runtime-probe",
            dependencies: ["Election", "HTTP", "Runtime"],
            path: "Tests/RuntimeProbe",
            swiftSettings: strict
        ),
        tests("Runtime", ["Election", "HTTP", "Runtime", "TestKit", "runtime-probe"]),
        tests(
            "Sidecar",
            ["Election", "HTTP", "Kubernetes", "Notifications", "Runtime", "Sidecar", "TestKit", logging]
        ),
        tests(
            "CommandLine",
            [
                "APIServerModel", "Election", "HTTP", "JSON", "Locks", "Runtime", "TestKit", "YAML", "leader-elector",
                "leader-elector-lab",
            ],
            exclude: ["Transcripts"]
        ),
        tests("Tidy", []),

        // What libFuzzer calls; `.ci/fuzz` builds them by itself.
        .target(
            name: "RequestFuzzer",
            dependencies: ["Election", "HTTP", "StatusAPI"],
            path: "Tests/RequestFuzzer",
            swiftSettings: strict
        ),
        .target(
            name: "KubeconfigFuzzer",
            dependencies: ["Kubernetes", "YAML"],
            path: "Tests/KubeconfigFuzzer",
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
