import FoundationEssentials
import HTTP
import JSON
import Kubernetes
import TestKit
import Testing

struct RightsTests {
    private let all = Rights(lock: .leases, createsLock: true, recordsEvents: true)

    private func lease(_ verb: String) -> Right { Right(verb, "leases", group: "coordination.k8s.io") }

    @Test func anElectionCannotDoWithoutThreeRights() {
        let needed = all.items.filter { $0.withoutIt == nil }
        #expect(needed.map(\.right) == [lease("get"), lease("create"), lease("update")])
    }

    @Test func aPairNeedsTheRightsOfBothKinds() throws {
        let rights = Rights(lock: .endpointsleases, createsLock: false, recordsEvents: true)
        let old = ["get", "update", "watch"].map { Right($0, "endpoints", group: "") }
        let new = ["get", "update", "watch"].map(lease)
        #expect(rights.items.map(\.right) == old + new + [Right("create", "events", group: "")])
        let manifest = rights.manifest(for: try Wire.session(name: "example"), user: "bob")
        #expect(
            manifest.contains(
                """
                rules:
                - {apiGroups: [""], resources: [endpoints], resourceNames: ["example"], verbs: [get, update, watch]}
                - {apiGroups: [coordination.k8s.io], resources: [leases], resourceNames: ["example"], verbs: [get, update, watch]}
                - {apiGroups: [""], resources: [events], verbs: [create]}
                """
            )
        )
    }

    @Test func whoDoesNotCreateTheLockNeedsNoRightTo() {
        let rights = Rights(lock: .leases, createsLock: false, recordsEvents: false)
        let neighbour = Right("get", "endpoints", group: "")
        #expect(rights.items.map(\.right) == [lease("get"), lease("update"), lease("watch"), neighbour])
        #expect(!rights.contain(lease("create")) && rights.contain(lease("watch")))
    }

    @Test func whoOnlyLooksNeedsNoRightToWrite() {
        let rights = Rights(lock: .leases, stands: false, createsLock: true, recordsEvents: true)
        #expect(rights.items.map(\.right) == [lease("get"), lease("watch")])
    }

    @Test func aServiceAccountIsGivenThemAll() throws {
        let manifest = all.manifest(
            for: try Wire.session(name: "example"),
            user: "system:serviceaccount:apps:elector"
        )
        let expected = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: leader-elector-example, namespace: "lab"}
            rules:
            - {apiGroups: [coordination.k8s.io], resources: [leases], resourceNames: ["example"], verbs: [get, update, watch]}
            - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [create]}
            - {apiGroups: [""], resources: [endpoints], resourceNames: ["example"], verbs: [get]}
            - {apiGroups: [""], resources: [events], verbs: [create]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: leader-elector-example, namespace: "lab"}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: leader-elector-example}
            subjects:
            - {kind: ServiceAccount, name: "elector", namespace: "apps"}
            """
        #expect(manifest == expected)
    }

    @Test func whatIsCreatedOrLabelledCannotBeNarrowedByName() {
        let rights = Rights(lock: .endpoints, createsLock: true, recordsEvents: true, labelsPods: true)
        #expect(
            rights.rules(lock: "example") == [
                PolicyRule(group: "", resource: "endpoints", name: "example", verbs: ["get", "update", "watch"]),
                PolicyRule(group: "", resource: "endpoints", name: nil, verbs: ["create"]),
                PolicyRule(group: "", resource: "events", name: nil, verbs: ["create"]),
                PolicyRule(group: "", resource: "pods", name: nil, verbs: ["patch", "list"]),
            ]
        )
    }

    /// A Role that `resourceNames` narrows does not allow the same on no name in particular.
    @Test func theNeighboursRightIsAskedForByItsName() throws {
        let get = try #require(all.items.first { $0.right == Right("get", "endpoints", group: "") })
        let review = try JSONValue(parsing: Wire.session(name: "wire").accessReviewRequest(get).body)
        #expect(review["spec"]?["resourceAttributes"]?["name"] == "wire")
    }

    /// A pod's rights were asked for and granted in the lock's namespace, though its pod may be in another.
    @Test func thePodsRightsAreNeededWhereItIs() throws {
        let rights = Rights(
            lock: .leases,
            createsLock: false,
            recordsEvents: false,
            labelsPods: true,
            podNamespace: "apps"
        )
        let session = try Wire.session(name: "example")
        let patch = try #require(rights.items.first { $0.right.verb == "patch" })
        let review = try JSONValue(parsing: session.accessReviewRequest(patch).body)
        #expect(review["spec"]?["resourceAttributes"]?["namespace"] == "apps")
        let parts = rights.manifest(for: session, user: "bob").components(separatedBy: "\n---\n")
        #expect(parts.count == 4 && parts[0].contains("[get, update, watch]") && !parts[0].contains("pods"))
        #expect(
            parts[2] == """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: leader-elector-example, namespace: "apps"}
                rules:
                - {apiGroups: [""], resources: [pods], verbs: [patch, list]}
                """
        )
    }

    @Test func whoOperatesNeedsLittleUnderAnotherName() throws {
        let rights = Rights(ofOperatorOf: .endpointsleases, writes: true)
        let manifest = rights.manifest(for: try Wire.session(name: "example"), user: "bob", purpose: "operator")
        let rule = #"resources: [endpoints], resourceNames: ["example"], verbs: [get, update, watch]}"#
        #expect(manifest.contains(rule))
        #expect(manifest.contains("name: leader-elector-example-operator}"))
        let verbs = Rights(ofOperatorOf: .leases, writes: false).items.map(\.right.verb)
        #expect(verbs == ["get", "watch"])
    }

    @Test func aRightIsAskedForAsRecordedAndTheRecordedAnswerGrantsIt() throws {
        let wire = try WireExchange(named: "39-self-subject-access-review")
        let session = try Wire.session(name: "wire")
        let update = try #require(all.items.first { $0.right == lease("update") })
        let ours = session.accessReviewRequest(update)
        #expect(ours.method == wire.request.method && ours.target == wire.request.target)
        #expect(try JSONValue(parsing: ours.body) == JSONValue(parsing: wire.request.body))
        #expect(session.isAllowed(.success(wire.response)) == .success(true))
    }

    @Test(arguments: [
        ("bob", #""bob""#), (#"AD\bob: "b""#, #""AD\\bob: \"b\"""#), ("system:node:a", #""system:node:a""#),
    ])
    func aUserIsQuoted(user: String, quoted: String) throws {
        let session = try Wire.session()
        let manifest = all.manifest(for: session, user: user)
        #expect(manifest.hasSuffix("\n- {kind: User, name: \(quoted)}"))
    }
}
