import Foundation
import Glibc
import Runtime
import TestKit
import Testing

/// A file that is replaced while others read it.
@Suite(.ownThread) struct SharedFileTests {
    private let bench: Workbench
    private var path: String { "\(bench.home)/leader.json" }

    init() throws {
        bench = try Workbench()
    }

    private func contents() throws -> String { String(decoding: try readFile(path), as: UTF8.self) }
    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: bench.home) }

    @Test func itIsReplacedWholeAndReadableForAll() throws {
        let mask = umask(0o077)
        defer { umask(mask) }
        let file = SharedFile(path: path)
        #expect(try file.replace(with: Array("first".utf8)) { true })
        #expect(try file.replace(with: Array("second".utf8)) { (try? contents()) == "first" }, "until the last step")
        #expect(try contents() == "second")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o644)
        #expect(try names() == ["leader.json"])
    }

    @Test func whatDoesNotHoldAnyMoreIsNotWritten() throws {
        let file = SharedFile(path: path)
        #expect(try file.replace(with: Array("old".utf8)) { true })
        #expect(try !file.replace(with: Array("outdated".utf8)) { false })
        #expect(try contents() == "old" && names() == ["leader.json"])
    }

    @Test func clearingLeavesNothingOfAnEarlierLife() throws {
        try bench.file("leader.json", "an old claim")
        try bench.file("leader.json.new", "half of an old claim")
        try SharedFile(path: path).clear()
        #expect(try names().isEmpty)
        try SharedFile(path: path).remove()
    }

    @Test func aFailureLeavesNoDraft() throws {
        try bench.file("leader.json.new", "half of an old claim")
        // A file does not take the place of a directory.
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: RuntimeError.unwritableFile(path: path, code: EISDIR)) {
            try SharedFile(path: path).replace(with: Array("claim".utf8)) { true }
        }
        #expect(try names() == ["leader.json"])
    }

    @Test func removingTakesTheDraftAlong() throws {
        try bench.file("leader.json", "a claim")
        try bench.file("leader.json.new", "half of a claim")
        try SharedFile(path: path).remove()
        #expect(try names().isEmpty)
    }

    @Test(arguments: [("/missing/leader.json", ENOENT), ("", EISDIR)])
    func aPlaceThatCannotBeWrittenToIsNamed(place: String, code: Int32) throws {
        let path = bench.home + place
        #expect(throws: RuntimeError.unwritableFile(path: path, code: code)) { try SharedFile(path: path).clear() }
    }
}
