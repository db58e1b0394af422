import Election
import Locks

extension ResourceType {
    /// Every kind that the server knows; one more is one more row.
    static let all: [ResourceType] =
        [
            lease, configMap, endpoints, pod, namespace, coreEvent, event, selfSubjectAccessReview, selfSubjectReview,
        ] + plain

    private static let lease = ResourceType(
        group: "coordination.k8s.io",
        version: "v1",
        resource: "leases",
        singular: "lease",
        kind: "Lease",
        storageVersionHash: "gqkMMb/YqFM=",
        createsOnUpdate: true,
        updatesUnconditionally: false,
        specFields: [
            "holderIdentity": .string, "leaseDurationSeconds": .int32, "acquireTime": .microTime,
            "renewTime": .microTime, "leaseTransitions": .int32, "strategy": .string, "preferredHolder": .string,
        ],
        defaults: ["spec": [:]],
        columns: [
            Column(
                name: "Holder",
                description:
                    "holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader"
                    + " Election is used, the holder identity must be equal to the elected LeaseCandidate.metadata.name"
                    + " field."
            ) { object, _ in object["spec"]?["holderIdentity"] ?? "" }
        ],
        validate: Validation.lease
    )

    private static let configMap = ResourceType(
        group: "",
        version: "v1",
        resource: "configmaps",
        singular: "configmap",
        kind: "ConfigMap",
        shortNames: ["cm"],
        columns: [
            Column(name: "Data", type: "integer") { object, _ in
                .integer(Int64(["data", "binaryData"].reduce(0) { $0 + (object[$1]?.object?.count ?? 0) }))
            }
        ]
    )

    private static let endpoints = ResourceType(
        group: "",
        version: "v1",
        resource: "endpoints",
        singular: "endpoints",
        kind: "Endpoints",
        shortNames: ["ep"],
        warning: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        createsOnUpdate: true,
        columns: [
            Column(name: "Endpoints") { object, _ in
                let addresses = (object["subsets"]?.array ?? []).flatMap { $0["addresses"]?.array ?? [] }
                let texts = addresses.compactMap { $0["ip"]?.string }
                return .string(texts.isEmpty ? "<none>" : texts.joined(separator: ","))
            }
        ]
    )

    private static let pod = ResourceType(
        group: "",
        version: "v1",
        resource: "pods",
        singular: "pod",
        kind: "Pod",
        shortNames: ["po"],
        selectableFields: ["spec.nodeName", "status.phase"],
        columns: [Column(name: "Status") { object, _ in object["status"]?["phase"] ?? "Unknown" }]
    )

    private static let namespace = ResourceType(
        group: "",
        version: "v1",
        resource: "namespaces",
        singular: "namespace",
        kind: "Namespace",
        shortNames: ["ns"],
        isNamespaced: false,
        defaults: ["spec": ["finalizers": ["kubernetes"]], "status": ["phase": "Active"]],
        selectableFields: ["status.phase"],
        columns: [Column(name: "Status") { object, _ in object["status"]?["phase"] ?? "" }]
    )

    private static let coreEvent = ResourceType(
        group: "",
        version: "v1",
        resource: "events",
        singular: "event",
        kind: "Event",
        shortNames: ["ev"],
        createsOnUpdate: true,
        defaults: [
            "source": [:], "firstTimestamp": .null, "lastTimestamp": .null, "eventTime": .null,
            "reportingComponent": "", "reportingInstance": "",
        ],
        selectableFields: [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
            "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
            "reportingComponent", "source", "type",
        ],
        columns: eventColumns("involvedObject", "message"),
        hasStandardColumns: false,
        validate: Validation.coreEvent
    )

    private static let event = ResourceType(
        group: "events.k8s.io",
        version: "v1",
        resource: "events",
        singular: "event",
        kind: "Event",
        shortNames: ["ev"],
        createsOnUpdate: true,
        defaults: coreEvent.defaults,
        selectableFields: coreEvent.selectableFields,
        storedGroup: "",
        storedNames: [
            "regarding": "involvedObject", "note": "message", "reportingController": "reportingComponent",
            "deprecatedSource": "source", "deprecatedFirstTimestamp": "firstTimestamp",
            "deprecatedLastTimestamp": "lastTimestamp", "deprecatedCount": "count",
        ],
        invalidGroup: "",
        columns: eventColumns("regarding", "note"),
        hasStandardColumns: false,
        validate: Validation.event
    )

    private static let selfSubjectAccessReview = ResourceType(
        group: "authorization.k8s.io",
        version: "v1",
        resource: "selfsubjectaccessreviews",
        singular: "selfsubjectaccessreview",
        kind: "SelfSubjectAccessReview",
        isNamespaced: false,
        verbs: ["create"]
    )

    private static let selfSubjectReview = ResourceType(
        group: "authentication.k8s.io",
        version: "v1",
        resource: "selfsubjectreviews",
        singular: "selfsubjectreview",
        kind: "SelfSubjectReview",
        isNamespaced: false,
        verbs: ["create"]
    )

    private static func eventColumns(_ subject: String, _ text: String) -> [Column] {
        [
            Column(name: "Last Seen") { object, now in
                let times = ["lastTimestamp", "deprecatedLastTimestamp", "eventTime"].lazy.compactMap {
                    object[$0]?.string
                }
                return .string(age(since: times.first ?? object["metadata"]?["creationTimestamp"]?.string, now))
            },
            Column(name: "Type") { object, _ in object["type"] ?? "" },
            Column(name: "Reason") { object, _ in object["reason"] ?? "" },
            Column(name: "Object") { object, _ in
                let kind = object[subject]?["kind"]?.string ?? ""
                return .string("\(kind.lowercased())/\(object[subject]?["name"]?.string ?? "")")
            },
            Column(name: "Message") { object, _ in object[text] ?? "" },
        ]
    }
}
