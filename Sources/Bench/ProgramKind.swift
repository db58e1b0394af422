/// How a program was linked, read from the head of its file (elf(5)).
package enum ProgramKind: String, Sendable {
    /// All libraries are in the file.
    case isStatic = "static"
    /// A loader adds libraries at the start.
    case isDynamic = "dynamic"

    /// Reads the first bytes of a 64-bit little-endian ELF file; nil if they are none.
    ///
    /// A program that asks for no loader (PT_INTERP) has everything in it.
    package init?(elfHead head: [UInt8]) {
        guard head.count >= 64, head[0..<4] == [0x7f, 0x45, 0x4c, 0x46], head[4] == 2, head[5] == 1 else { return nil }
        func number(at offset: Int, bytes: Int) -> Int? {
            guard offset >= 0, offset + bytes <= head.count else { return nil }
            return head[offset..<offset + bytes].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard let table = number(at: 32, bytes: 4), let size = number(at: 54, bytes: 2),
            let count = number(at: 56, bytes: 2)
        else { return nil }
        let types = (0..<count).compactMap { number(at: table + $0 * size, bytes: 4) }
        guard types.count == count else { return nil }
        self = types.contains(3) ? .isDynamic : .isStatic
    }
}
