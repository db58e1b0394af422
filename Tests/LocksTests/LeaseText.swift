/// Leases as a server answers them, with the parts that a test is about.
enum LeaseText {
    /// A Lease with the given members of its spec, as JSON text.
    static func lease(spec: String, annotations: String? = nil) -> [UInt8] {
        let annotations = annotations.map { ",\"annotations\":\($0)" } ?? ""
        return Array(
            """
            {"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"wire","namespace":"lab",\
            "uid":"u-1","resourceVersion":"357"\(annotations)},"spec":\(spec)}
            """.utf8
        )
    }

    /// The spec of a record that pod-0 holds.
    static let held = """
        {"holderIdentity":"pod-0","leaseDurationSeconds":15,"acquireTime":"2026-11-21T10:00:00.000000Z",\
        "renewTime":"2026-11-21T10:00:02.123456Z","leaseTransitions":3}
        """
}
