import JSON
import Locks

/// Objects with a record in an annotation, as a server answers them.
enum AnnotationText {
    /// An object of that kind with annotations.
    static func object(_ kind: LockKind = .endpoints, annotations: [LockAnnotation: String]) -> JSONValue {
        var texts: JSONValue = [:]
        for (annotation, text) in annotations { texts[annotation.rawValue] = .string(text) }
        return [
            "kind": .string(kind.objectKind),
            "apiVersion": .string(kind.apiVersion),
            "metadata": [
                "name": "wire", "namespace": "lab", "uid": "u-1", "resourceVersion": "357", "annotations": texts,
            ],
        ]
    }

    /// pod-0's record in client-go's words.
    static let held = """
        {"holderIdentity":"pod-0","leaseDurationSeconds":15,"acquireTime":"2026-11-21T10:00:00Z",\
        "renewTime":"2026-11-21T10:00:02Z","leaderTransitions":3}
        """
}
