// What the searches find, of the standard library or of what is linked in its place.

private var passed = 0
private var failed = 0

private func check(_ found: some Equatable, _ wanted: some Equatable, line: Int = #line) {
    if "\(found)" == "\(wanted)" {
        passed += 1
    } else {
        failed += 1
        print("check.swift:\(line): \(found), and not \(wanted)")
    }
}

private func range(of text: String, in whole: some StringProtocol) -> [Int] {
    guard let range = whole.firstRange(of: text) else { return [] }
    return [range.lowerBound, range.upperBound].map { whole.distance(from: whole.startIndex, to: $0) }
}

private let url = "socks5h://proxy.example:1080"
check(range(of: "://", in: url), [7, 10])
check(range(of: "://", in: url.dropFirst(7)), [0, 3])
check(range(of: "1080", in: url), [24, 28])
check(range(of: "10800", in: url), [Int]())
check(range(of: "", in: url), [0, 0])
check(range(of: "aab", in: "aaab"), [1, 4])
check(range(of: "://", in: ""), [Int]())
check(range(of: "\r\n", in: "a\r\nb"), [1, 2])
check(range(of: "\n", in: "a\r\nb"), [Int]())
check(range(of: "\u{e9}", in: "cafe\u{301}"), [3, 4])

check(url.contains("proxy.example" as String), true)
check(url.contains("proxy:example" as String), false)
check(url.dropFirst(10).contains("://" as String), false)
check("".contains("" as String), true)

check("it's Bob's".replacing("'", with: "'\\''"), "it'\\''s Bob'\\''s")
check("$$".replacing("$", with: "$$"), "$$$$")
check("aaaaa".replacing("aa", with: "b"), "bba")
check("a+b+c".replacing("+", with: "", maxReplacements: 1), "ab+c")
check("nothing".replacing("+", with: "-"), "nothing")
check("".replacing("+", with: "-"), "")

print("\(passed) passed, \(failed) failed")
if failed > 0 { fatalError("the searches are not what they are to be") }
