import Election
import Testing

/// The values that tell writes, objects and runs apart.
@Suite struct IdentityTests {
    @Test(arguments: [
        WriterMark(podUID: "a3f0-11", life: 0xdead_beef, counter: 1), WriterMark(podUID: "", life: 0, counter: 0),
        WriterMark(podUID: "ü", life: .max, counter: .max),
    ])
    func aMarkSurvivesItsText(mark: WriterMark) {
        #expect(WriterMark(text: mark.text) == mark)
    }

    @Test func aMarkIsWrittenLikeThis() {
        #expect(WriterMark(podUID: "a3f0-11", life: 0xdead_beef, counter: 12).text == "a3f0-11/deadbeef/12")
    }

    @Test(arguments: [
        "", "/", "//", "a/b", "a//1", "a/1/", "a/1/x", "a/g/1", "a/1/2/3", "a/-1/1", "a/1/-1", "a/+1/1", "a/1/+1",
        "a/DEAD/1", "a/01/1", "a/1/01", "a/ 1/1", "a/1/18446744073709551616", "a/10000000000000000/1", "a/１/1",
    ])
    func whatIsNoMarkIsNone(text: String) {
        #expect(WriterMark(text: text) == nil)
    }

    @Test(arguments: [
        ("10", "9", true), ("9", "10", false), ("9", "9", false), ("18446744073709551615", "1", true),
        ("b", "a", true), ("a", "b", true), ("a", "a", false), ("10", "a", true), ("a", "10", true),
        ("18446744073709551616", "5", true), ("-1", "5", true),
    ])
    func aVersionIsNewerByItsNumberAndOtherwiseWhereItDiffers(version: String, other: String, isNewer: Bool) {
        let left = ObjectVersion(uid: "lock", resourceVersion: version)
        #expect(left.isNewer(than: ObjectVersion(uid: "lock", resourceVersion: other)) == isNewer)
    }

    @Test func chanceIsTheSameForTheSameSeedInEveryProcess() {
        var generator = SeededGenerator(seed: 0)
        // The first numbers of SplitMix64's reference implementation.
        let reference: [UInt64] = [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f]
        #expect(reference.allSatisfy { $0 == generator.next() })
        var other = SeededGenerator(seed: 1)
        #expect(other.next() != reference[0])
    }

    @Test func chosenDurationsStayWithinTheirBounds() {
        var generator = SeededGenerator(seed: 3)
        var seen: Set<Duration> = []
        for _ in 0..<200 { seen.insert(generator.duration(in: .nanoseconds(5)...(.nanoseconds(8)))) }
        #expect(seen == Set((5...8).map { Duration.nanoseconds($0) }))
    }
}
