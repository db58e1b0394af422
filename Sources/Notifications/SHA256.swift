/// SHA-256 (FIPS 180-4) and the authentication code over it, HMAC (RFC 2104).
///
/// For signatures of a few hundred bytes; what needs a speed or a defence against side channels belongs in a library.
package enum SHA256 {
    private static let blockBytes = 64

    /// The 32 bytes of a message's digest.
    package static func digest(_ message: [UInt8]) -> [UInt8] {
        // The first 32 bits of the fractional parts of the square roots of the first eight primes (5.3.3).
        var state: [UInt32] = [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
        ]
        let padded = padded(message)
        for start in stride(from: 0, to: padded.count, by: blockBytes) {
            compress(padded[start..<start + blockBytes], into: &state)
        }
        return state.flatMap(bigEndianBytes)
    }

    /// The 32 bytes by which somebody who knows the key can tell that the message is ours.
    package static func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        let short = key.count > blockBytes ? digest(key) : key
        let block = short + [UInt8](repeating: 0, count: blockBytes - short.count)
        return digest(block.map { $0 ^ 0x5c } + digest(block.map { $0 ^ 0x36 } + message))
    }

    /// The message, a one, zeros up to a whole block, and its length in bits at the end (5.1.1).
    private static func padded(_ message: [UInt8]) -> [UInt8] {
        let length = message.count + 1 + 8
        let zeros = (blockBytes - length % blockBytes) % blockBytes
        return message + [0x80] + [UInt8](repeating: 0, count: zeros) + bigEndianBytes(UInt64(message.count) * 8)
    }

    /// Takes a block into the state (6.2.2).
    private static func compress(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
        var schedule: [UInt32] = []
        schedule.reserveCapacity(64)
        for start in stride(from: block.startIndex, to: block.endIndex, by: 4) {
            schedule.append(block[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        for index in 16..<64 {
            let near = schedule[index - 2]
            let far = schedule[index - 15]
            let mixed = (near.rotated(17) ^ near.rotated(19) ^ near >> 10) &+ schedule[index - 7]
            schedule.append(mixed &+ (far.rotated(7) ^ far.rotated(18) ^ far >> 3) &+ schedule[index - 16])
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in 0..<64 {
            let sum = e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)
            let first = h &+ sum &+ (e & f ^ ~e & g) &+ constants[index] &+ schedule[index]
            let second = (a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)) &+ (a & b ^ a & c ^ b & c)
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
        }
        for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
    }

    private static func bigEndianBytes(_ number: some FixedWidthInteger) -> [UInt8] {
        stride(from: number.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (4.2.2).
    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}

extension UInt32 {
    /// Rotated to the right.
    fileprivate func rotated(_ bits: UInt32) -> UInt32 { self >> bits | self << (32 - bits) }
}
