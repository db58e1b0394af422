import JSON

/// What objects may not say, beyond the types of their fields.
enum Validation {
    /// The rules for a Lease (kubernetes/pkg/apis/coordination/validation).
    @Sendable static func lease(_ lease: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if let duration = lease["spec"]?["leaseDurationSeconds"]?.integer, duration <= 0 {
            errors.append(.invalid("spec.leaseDurationSeconds", String(duration), "must be greater than 0"))
        }
        if let transitions = lease["spec"]?["leaseTransitions"]?.integer, transitions < 0 {
            errors.append(.invalid("spec.leaseTransitions", String(transitions), "must be greater than or equal to 0"))
        }
        if lease["spec"]?["preferredHolder"] != nil, lease["spec"]?["strategy"] == nil {
            errors.append(.forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined"))
        }
        return errors
    }

    /// The one rule for an Event of the core group.
    @Sendable static func coreEvent(_ event: JSONValue) -> [FieldError] {
        let subject = event["involvedObject"]?["namespace"]?.string ?? ""
        let namespace = event["metadata"]?["namespace"]?.string ?? ""
        guard subject != namespace, !(subject.isEmpty && namespace == "default") else { return [] }
        return [.invalid("involvedObject.namespace", "\"\(subject)\"", "does not match event.namespace")]
    }

    /// What an Event of events.k8s.io must say, looked for in its stored form.
    @Sendable static func event(_ event: JSONValue) -> [FieldError] {
        var errors = coreEvent(event)
        let needed = [
            ("action", "action"), ("eventTime", "eventTime"), ("reason", "reason"),
            ("reportingController", "reportingComponent"), ("reportingInstance", "reportingInstance"),
        ]
        for (name, stored) in needed where (event[stored]?.string ?? "").isEmpty { errors.append(.required(name)) }
        if let prefix = event["metadata"]?["generateName"]?.string, !NameRule.subdomain.allows(prefix) {
            errors.append(.invalid("metadata.generateName", "\"\(prefix)\"", NameRule.subdomain.sentence))
        }
        return errors
    }

    /// What is wrong with an object's name.
    static func name(_ name: String, _ rule: NameRule) -> [FieldError] {
        if name.isEmpty { return [.required("metadata.name", "name or generateName is required")] }
        if name.utf8.count > rule.limit {
            return [.invalid("metadata.name", "\"\(name)\"", "must be no more than \(rule.limit) bytes")]
        }
        return rule.allows(name) ? [] : [.invalid("metadata.name", "\"\(name)\"", rule.sentence)]
    }
}
