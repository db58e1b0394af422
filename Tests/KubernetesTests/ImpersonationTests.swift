import HTTP
import Kubernetes
import Testing

struct ImpersonationTests {
    @Test func whomToActAsStandsInHeaders() {
        var headers: HTTPHeaders = ["Accept": "x"]
        Impersonation(
            user: "jane",
            uid: "7",
            groups: ["dev", "ops"],
            extra: ["scopes": ["view", "edit"], "acme.com/50%~a": ["x"]]
        ).add(to: &headers)
        let lines = headers.fields.map { "\($0.name): \($0.value)" }
        #expect(
            lines == [
                "Accept: x", "Impersonate-User: jane", "Impersonate-Uid: 7", "Impersonate-Group: dev",
                "Impersonate-Group: ops", "Impersonate-Extra-acme.com%2F50%25~a: x", "Impersonate-Extra-scopes: view",
                "Impersonate-Extra-scopes: edit",
            ]
        )
    }

    @Test func onlyWhatIsNamedIsSent() {
        var headers: HTTPHeaders = [:]
        Impersonation(user: "system:serviceaccount:lab:x").add(to: &headers)
        #expect(headers.fields == [.init(name: "Impersonate-User", value: "system:serviceaccount:lab:x")])
    }
}
