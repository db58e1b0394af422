import HTTP
import Kubernetes
import TestKit
import Testing

struct AccessDenialTests {
    @Test func theRecordedOneNamesUserAndRight() throws {
        let status = try #require(APIStatus(of: WireExchange(named: "20-forbidden-other-namespace").response))
        let denial = try #require(AccessDenial(message: status.message))
        #expect(denial.user == "system:serviceaccount:lab:elector")
        #expect(denial.right == Right("get", "leases", group: "coordination.k8s.io"))
    }

    @Test(arguments: [
        (
            #"events is forbidden: User "bob" cannot create resource "events" in API group "" in the namespace "lab""#,
            "bob", Right("create", "events", group: "")
        ),
        (
            #"x "y" is forbidden: User "AD\\bob \"b\"" cannot get resource "pods/log" in API group "" at the cluster scope: RBAC: role not found"#,
            #"AD\bob "b""#, Right("get", "pods/log", group: "")
        ),
    ])
    func othersAreReadToo(message: String, user: String, right: Right) throws {
        let denial = try #require(AccessDenial(message: message))
        #expect(denial.user == user && denial.right == right)
    }

    @Test(arguments: [
        "", "no", #"forbidden: User "bob" cannot get path "/apis""#, #"User "bob"#, #"User "bob" cannot "#,
        #"User "b\x00" cannot get resource "leases" in API group "" in the namespace "lab""#,
        #"leases.coordination.k8s.io "a" is forbidden: exceeded quota: count, requested: 1, used: 5, limited: 5"#,
        #"leases.coordination.k8s.io "a" is forbidden: unable to create new content in namespace lab because it is being terminated"#,
        #"admission webhook "a.b" denied the request: no"#,
    ])
    func otherRefusalsAreNone(message: String) {
        #expect(AccessDenial(message: message) == nil)
    }
}
