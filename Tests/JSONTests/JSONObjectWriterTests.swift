import JSON
import Testing

@Suite struct JSONObjectWriterTests {
    @Test func membersStandInTheOrderInWhichTheyCame() {
        var object = JSONObjectWriter()
        object.add("z", "text")
        object.add("a", UInt64.max)
        object.add("b", -1)
        object.add("c", true)
        object.add("d", String?.none)
        object.add("e", Int?.none)
        #expect(
            String(decoding: object.finished(), as: UTF8.self)
                == #"{"z":"text","a":18446744073709551615,"b":-1,"c":true,"d":null,"e":null}"#
        )
    }

    @Test func anEmptyObject() {
        #expect(JSONObjectWriter().finished() == Array("{}".utf8))
    }

    @Test(arguments: [
        ("\"\\/", #""\"\\/""#), ("\u{0}\t\n\u{1f}", #""\u0000\t\n\u001f""#), ("pod-ü-🙂", #""pod-ü-🙂""#),
    ])
    func whatStringsMustNotHoldIsEscaped(text: String, escaped: String) {
        var object = JSONObjectWriter()
        object.add(text, text)
        #expect(String(decoding: object.finished(), as: UTF8.self) == "{\(escaped):\(escaped)}")
    }
}
