import JSON

/// Which objects a list or watch shows: label selectors in their equality forms, and field selectors.
struct Selector: Hashable, Sendable {
    private var labels: [Term] = []
    private var fields: [Term] = []

    private struct Term: Hashable, Sendable {
        enum Operation: Hashable, Sendable {
            case equals
            case differs
            case exists
            case isMissing
        }

        var name: String
        var operation: Operation
        var value = ""

        func holds(for actual: String?) -> Bool {
            switch operation {
            case .equals: actual == value
            case .differs: actual != value
            case .exists: actual != nil
            case .isMissing: actual == nil
            }
        }
    }

    /// Everything.
    init() {}

    /// Reads `labelSelector` and `fieldSelector` as they stand in a query, decoded.
    init(query: [String: String], type: ResourceType) throws(StatusFailure) {
        labels = try Self.terms(query["labelSelector"] ?? "")
        fields = try Self.terms(query["fieldSelector"] ?? "")
        for term in fields {
            guard term.operation == .equals || term.operation == .differs else {
                throw .badRequest("invalid selector: '\(term.name)'; can't understand '\(term.name)'")
            }
            guard !["metadata.name", "metadata.namespace"].contains(term.name),
                !type.selectableFields.contains(term.name)
            else { continue }
            guard type.selectableFields.isEmpty else {
                throw .badRequest("field label not supported: \(term.name)")
            }
            throw .badRequest(
                "\"\(term.name)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            )
        }
    }

    func matches(_ stored: JSONValue) -> Bool {
        labels.allSatisfy { $0.holds(for: stored["metadata"]?["labels"]?[$0.name]?.string) }
            && fields.allSatisfy { $0.holds(for: Self.field($0.name, of: stored)) }
    }

    /// A missing field is an empty one, as Kubernetes' typed objects have it.
    private static func field(_ path: String, of stored: JSONValue) -> String {
        if path == "source" {
            return stored["source"]?["component"]?.string ?? stored["reportingComponent"]?.string ?? ""
        }
        let value = path.split(separator: ".").reduce(Optional(stored)) { $0?[String($1)] }
        return value?.string ?? ""
    }

    private static func terms(_ text: String) throws(StatusFailure) -> [Term] {
        guard !text.contains("(") else {
            throw .badRequest("unable to parse requirement: this server knows no set-based selectors; use a=b and a!=b")
        }
        var terms: [Term] = []
        for item in text.split(separator: ",") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            var name = parts[0].trimmingSpaces
            guard parts.count > 1 else {
                let isMissing = name.hasPrefix("!")
                terms.append(Term(name: String(name.drop { $0 == "!" }), operation: isMissing ? .isMissing : .exists))
                continue
            }
            let differs = name.hasSuffix("!")
            if differs { name = name.dropLast().trimmingSpaces }
            let value = (parts[1].hasPrefix("=") ? parts[1].dropFirst() : parts[1]).trimmingSpaces
            terms.append(Term(name: name, operation: differs ? .differs : .equals, value: value))
        }
        return terms
    }
}

extension Substring {
    fileprivate var trimmingSpaces: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension String {
    fileprivate var trimmingSpaces: String { self[...].trimmingSpaces }
}
