import Kubernetes
import YAML

private let pem = Array(
    """
    -----BEGIN CERTIFICATE-----
    MA==
    -----END CERTIFICATE-----
    -----BEGIN PRIVATE KEY-----
    MA==
    -----END PRIVATE KEY-----
    """.utf8
)

/// What libFuzzer calls with bytes of its making; see `.ci/fuzz`.
///
/// Whatever comes in is read or refused, a refusal is one line, and what was read is read again from JSON.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: size))
    do throws(YAMLError) {
        let node = try YAMLNode(parsing: bytes)
        let again = try YAMLNode(parsing: Array(json(node).utf8))
        precondition(isSame(node, again), json(node))
    } catch {
        precondition(error.line > 0 && error.column > 0)
        checkLine("\(error)")
    }
    checkKubeconfig(bytes)
    return 0
}

private func checkKubeconfig(_ bytes: [UInt8]) {
    var kubeconfig = Kubeconfig()
    do throws(KubeconfigError) {
        try kubeconfig.add(bytes, from: "/home/x/.kube/config")
    } catch {
        return checkLine("\(error)")
    }
    for context in [nil] + kubeconfig.contextNames.map(Optional.some) {
        do throws(ClusterError) {
            let cluster = try kubeconfig.cluster(context: context, namespace: nil) { (path) throws(FileError) in
                if path.hasSuffix("n") { throw .missing(path: "it") }
                return path.hasSuffix("t") ? pem : Array("token".utf8)
            }
            checkLine(cluster.source)
        } catch {
            checkLine("\(error)")
        }
    }
}

private func checkLine(_ text: String) {
    precondition(!text.isEmpty && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }, text)
}

private func json(_ node: YAMLNode) -> String {
    switch node.content {
    case .scalar(let scalar): scalar.kind == .null ? "null" : quoted(scalar.text)
    case .sequence(let items): "[\(items.map(json).joined(separator: ","))]"
    case .mapping(let entries): "{\(entries.map { "\(quoted($0.key)):\(json($0.value))" }.joined(separator: ","))}"
    }
}

private func quoted(_ text: String) -> String {
    var escaped: [UInt8] = [UInt8(ascii: "\"")]
    for unit in text.utf16 {
        if (0x23..<0x5c).contains(unit) || (0x5d..<0x7f).contains(unit) || unit == 0x20 {
            escaped.append(UInt8(unit))
        } else {
            let digits = String(unit, radix: 16)
            escaped += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
        }
    }
    return String(decoding: escaped, as: UTF8.self) + "\""
}

private func isSame(_ one: YAMLNode, _ other: YAMLNode) -> Bool {
    switch (one.content, other.content) {
    case (.scalar(let one), .scalar(let other)):
        one.kind == .null ? other.kind == .null : one.text.utf8.elementsEqual(other.text.utf8)
    case (.sequence(let one), .sequence(let other)):
        one.count == other.count && zip(one, other).allSatisfy(isSame)
    case (.mapping(let one), .mapping(let other)):
        one.count == other.count && zip(one, other).allSatisfy { $0.key == $1.key && isSame($0.value, $1.value) }
    default: false
    }
}
