/// Why a text is no document that can be read, where, and what to do about it.
///
/// No text of the document stands in the description: what a file holds may be secret.
package struct YAMLError: Error, Hashable, CustomStringConvertible {
    /// Counted from 1.
    package var line: Int
    /// In characters, counted from 1.
    package var column: Int
    package var problem: Problem

    package init(line: Int, column: Int, _ problem: Problem) {
        self.line = line
        self.column = column
        self.problem = problem
    }

    package var description: String { "line \(line), column \(column): \(problem)" }

    package enum Problem: Hashable, Sendable, CustomStringConvertible {
        case tooLarge
        case notUTF8
        case utf16
        case forbiddenCharacter(UInt32)
        case tabAsIndentation
        case wrongIndentation
        case textBehindValue
        case missingColon
        case secondColon
        case keyOnSeveralLines
        case duplicateKey(firstLine: Int)
        case unclosedQuote
        case unclosedBracket
        case missingComma
        case missingItem
        case pairInList
        case itemAmongKeys
        case listBehindKey
        case unknownEscape
        case blockHeader
        case reservedCharacter(Character)
        case anchor
        case alias
        case tag
        case complexKey
        case mergeKey
        case directive
        case severalDocuments
        case tooDeep
    }
}

extension YAMLError.Problem {
    /// What is wrong, and what to do.
    package var description: String {
        switch self {
        case .tooLarge:
            "the file is larger than \(YAMLReader.limitBytes / 1024) KiB; remove what it does not need"
        case .notUTF8:
            "this is no UTF-8; save the file as UTF-8"
        case .utf16:
            "the file is UTF-16, as PowerShell's '>' writes it; save it as UTF-8"
        case .forbiddenCharacter(let value):
            "the character U+\(Self.hexadecimal(value)) may not stand in YAML; remove it, or escape it within double"
                + " quotes"
        case .tabAsIndentation:
            "a tab stands where only spaces may indent; replace it by spaces"
        case .wrongIndentation:
            "this belongs to nothing above it; see to its indentation"
        case .textBehindValue:
            "something follows on a line whose value has ended; put it on a line of its own, or behind ' #' if it is a"
                + " comment"
        case .missingColon:
            "a key without a colon; write 'key: value', with a space behind the colon"
        case .secondColon:
            "a second ': ' where a value goes on; put a text that has one in quotes, or see to the indentation"
        case .keyOnSeveralLines:
            "a key that goes over several lines; write it on one"
        case .duplicateKey(let firstLine):
            "this key stands in line \(firstLine) already; remove one of them"
        case .unclosedQuote:
            "the quote that opens here is not closed, or what it holds is indented less than it; close it"
        case .unclosedBracket:
            "the bracket that opens here is not closed; close it"
        case .missingComma:
            "a comma is missing before this; separate what stands in brackets by commas"
        case .missingItem:
            "a value is missing before this; remove the comma, or write a value"
        case .pairInList:
            "a key and a value stand in a list without braces; write [{key: value}]"
        case .itemAmongKeys:
            "a list's item stands among keys; indent it below the key that it belongs to"
        case .listBehindKey:
            "a list cannot begin here; begin it on the next line"
        case .unknownEscape:
            "no such escape; write \\\\ for a backslash, or use single quotes"
        case .blockHeader:
            "behind | or > may stand one digit from 1 to 9 and one of + and -, nothing else; begin the text on the next"
                + " line"
        case .reservedCharacter(let character):
            "a text cannot begin with '\(character)'; put it in quotes"
        case .anchor:
            "an anchor (&); anchors are not supported: write the value out wherever it is needed, or quote a text that"
                + " begins with &"
        case .alias:
            "an alias (*); aliases are not supported: write the value out, or quote a text that begins with *"
        case .tag:
            "a tag (!); tags are not supported: remove it, or quote a text that begins with !"
        case .complexKey:
            "a key that is no plain or quoted text; such keys are not supported: write 'key: value'"
        case .mergeKey:
            "a merge key (<<); merging is not supported: write out what it brings in"
        case .directive:
            "a directive (%); directives are not supported: remove the line"
        case .severalDocuments:
            "a second document begins; only one is supported: put the others into files of their own"
        case .tooDeep:
            "this is nested deeper than \(YAMLReader.depthLimit) levels; make it flatter"
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
