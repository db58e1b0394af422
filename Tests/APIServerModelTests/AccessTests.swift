import APIServerModel
import JSON
import Testing

@Suite struct AccessTests {
    private var client: Client

    init() throws {
        client = try Client()
        client.server.access = Access(
            tokens: ["one": "alice"],
            rules: ["alice": [.init(verbs: ["get", "create"], group: "coordination.k8s.io", namespaces: ["lab"])]]
        )
        client.token = "one"
    }

    @Test mutating func aTokenCanBeRotatedWhileItRuns() throws {
        #expect(try client.ask("POST", Client.leases, Client.lease()).status == 201)
        client.server.access.tokens = ["two": "alice"]
        #expect(try client.ask("GET", "\(Client.leases)/wire").status == 401)
        client.token = "two"
        #expect(try client.ask("GET", "\(Client.leases)/wire").status == 200)
        client.server.access.tokens = [:]
        #expect(try client.ask("GET", "\(Client.leases)/wire").status == 401)
    }

    @Test mutating func rightsCanBeTakenWhileItRuns() throws {
        _ = try client.ask("POST", Client.leases, Client.lease())
        client.server.access.rules = [:]
        let refusal = try client.ask("GET", "\(Client.leases)/wire")
        #expect(refusal.status == 403)
        #expect(refusal.message.contains("User \"alice\" cannot get resource \"leases\""))
    }

    @Test mutating func aRuleIsHeldToVerbGroupAndNamespace() throws {
        #expect(try client.ask("GET", Client.leases).message.contains("cannot list resource"))
        #expect(try client.ask("GET", "\(Client.leases)?watch=true").message.contains("cannot watch resource"))
        #expect(try client.ask("GET", "/apis/coordination.k8s.io/v1/leases").message.contains("at the cluster scope"))
        #expect(try client.ask("GET", "/api/v1/namespaces/lab/configmaps/a").status == 403)
        let narrowed = try client.ask("GET", "\(Client.leases)?fieldSelector=metadata.name%3Dwire")
        #expect(narrowed.message.hasPrefix("leases.coordination.k8s.io \"wire\" is forbidden"))
    }

    /// As Kubernetes' documentation of RBAC has it, under "Referring to resources".
    @Test mutating func aRuleWithNamesIsAboutNoRequestWithoutOne() throws {
        _ = try client.ask("POST", Client.leases, Client.lease())
        let rule = Access.Rule(
            verbs: ["get", "list", "watch", "create"],
            group: "coordination.k8s.io",
            names: ["wire"]
        )
        client.server.access.rules["alice"] = [rule]
        #expect(try client.ask("GET", "\(Client.leases)/wire").status == 200)
        #expect(try client.ask("GET", "\(Client.leases)/other").status == 403)
        #expect(try client.ask("GET", Client.leases).status == 403)
        #expect(try client.ask("GET", "\(Client.leases)?fieldSelector=metadata.name%3Dwire").status == 200)
        #expect(try client.ask("GET", "\(Client.leases)?fieldSelector=metadata.name%3Dother").status == 403)
        #expect(try client.ask("POST", Client.leases, Client.lease()).status == 403)
    }

    @Test mutating func withoutATokenOnlyHealthAndVersionAreShown() throws {
        client.token = nil
        #expect(try client.ask("GET", "/version").status == 200)
        let refusal = try client.ask("GET", "/apis")
        #expect(refusal.status == 403)
        #expect(refusal.message == "forbidden: User \"system:anonymous\" cannot get path \"/apis\"")
    }

    @Test mutating func everybodyMayAskWhoTheyAre() throws {
        let answer = try client.ask("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", [:])
        #expect(answer.status == 201 && answer.body["kind"] == "SelfSubjectReview")
        #expect(answer.body["status"]?["userInfo"]?["username"] == "alice")
        client.token = nil
        #expect(try client.ask("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", [:]).status == 403)
    }

    @Test(arguments: [("get", "", true), ("delete", "", false), ("watch", "wire", true), ("watch", "", false)])
    mutating func everybodyMayAskForTheirRights(verb: String, name: String, isAllowed: Bool) throws {
        client.server.access.rules["alice"]?.append(.init(verbs: ["watch"], names: ["wire"]))
        let attributes: JSONValue = [
            "verb": .string(verb), "group": "coordination.k8s.io", "resource": "leases", "namespace": "lab",
            "name": .string(name),
        ]
        let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        let answer = try client.ask("POST", path, ["spec": ["resourceAttributes": attributes]])
        #expect(answer.status == 201)
        #expect(answer.body["status"]?["allowed"] == .bool(isAllowed))
    }
}
