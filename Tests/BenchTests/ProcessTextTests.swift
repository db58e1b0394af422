import Testing

@testable import Bench

/// What the kernel and files say, read.
@Suite struct ProcessTextTests {
    @Test func aRollupIsReadInBytes() throws {
        let text = """
            5581e7a0d000-7ffd3b7f2000 ---p 00000000 00:00 0                          [rollup]
            Rss:               11948 kB
            Pss:                9630 kB
            Pss_Anon:           1184 kB
            Anonymous:          1184 kB
            """
        let use = try #require(MemoryUse(smapsRollup: text))
        #expect(use.resident == 11_948 * 1024 && use.proportional == 9630 * 1024 && use.anonymous == 1184 * 1024)
        #expect(MemoryUse(smapsRollup: "Rss: 1 kB") == nil)
    }

    /// The head of a program whose table has these types of entries.
    private static func elf(_ types: [UInt8], size: UInt8 = 56) -> [UInt8] {
        var bytes: [UInt8] = [0x7f, 0x45, 0x4c, 0x46, 2, 1] + Array(repeating: 0, count: 58)
        bytes[32] = 64
        bytes[54] = size
        bytes[56] = UInt8(types.count)
        for type in types { bytes += [type] + Array(repeating: 0, count: Int(size) - 1) }
        return bytes
    }

    @Test func aProgramWithoutALoaderIsStatic() {
        #expect(ProgramKind(elfHead: Self.elf([6, 3, 1, 2])) == .isDynamic)
        #expect(ProgramKind(elfHead: Self.elf([1, 2, 7])) == .isStatic)
        #expect(ProgramKind(elfHead: Array("#!/bin/sh\n".utf8) + Array(repeating: 0, count: 64)) == nil)
        #expect(ProgramKind(elfHead: Array(Self.elf([1, 3]).dropLast(60))) == nil)
    }
}
