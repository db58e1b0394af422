import Glibc
import Testing

/// The command as people start, stop and mistype it.
@Suite struct APIServerCommandTests {
    @Test func aTakenPortIsAnErrorThatNamesIt() throws {
        let lab = try Lab()
        let port = try #require(lab.url.split(separator: ":").last.map(String.init))
        let second = try lab.run([try Lab.path(), "api-server", "--port", port])
        #expect(second.code == 73)
        #expect(second.output.isEmpty)
        #expect(second.complaint.contains("cannot listen on localhost:\(port): address already in use"))
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsItWell(signal: Int32) throws {
        let lab = try Lab()
        lab.server.child?.send(signal)
        lab.wait(for: "the API server to end") { lab.server.isEnded }
        #expect(lab.server.result.code == 0)
        #expect(lab.server.result.output.count == 1)
        #expect(lab.server.result.error.isEmpty)
    }

    @Test(arguments: [
        ["--port", "eighty"], ["--port", "70000"], ["--token", "noequals"], ["--role", "a=lab"], ["--nonsense"],
    ])
    func whatItDoesNotUnderstandIsAUsageError(arguments: [String]) throws {
        let lab = try Lab()
        let result = try lab.run([try Lab.path(), "api-server"] + arguments)
        #expect(result.code == 64)
        #expect(result.complaint.contains("Error: "))
    }

    /// With curl, since kubectl sends no token where there is no TLS.
    @Test func tokensAndRolesAreHeldTo() throws {
        let lab = try Lab("--token", "admin=root", "--token", "elector=secret", "--role", "elector=lab")
        let leases = "/apis/coordination.k8s.io/v1/namespaces/lab/leases"
        let lease = #"{"metadata":{"name":"wire"},"spec":{"holderIdentity":"pod-0"}}"#
        func ask(_ token: String, _ method: String, _ path: String, _ body: String? = nil) throws -> String {
            var arguments = ["curl", "-s", "-X", method, "-H", "Authorization: Bearer \(token)", lab.url + path]
            if let body { arguments += ["-H", "Content-Type: application/json", "-d", body] }
            return try lab.run(arguments).text
        }
        #expect(try ask("secret", "POST", leases, lease).contains(#""resourceVersion""#))
        #expect(try ask("wrong", "GET", "\(leases)/wire").contains(#""code":401"#))
        #expect(try lab.run(["curl", "-s", "\(lab.url)\(leases)"]).text.contains("system:anonymous"))
        let refusal = #"User \"elector\" cannot delete resource \"leases\""#
        #expect(try ask("secret", "DELETE", "\(leases)/wire").contains(refusal))
        #expect(try ask("secret", "GET", "/apis/coordination.k8s.io/v1/leases").contains("at the cluster scope"))
        let attributes = #"{"verb":"delete","group":"coordination.k8s.io","resource":"leases","namespace":"lab"}"#
        for (token, isAllowed) in [("secret", false), ("root", true)] {
            let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
            let review = #"{"spec":{"resourceAttributes":\#(attributes)}}"#
            #expect(try ask(token, "POST", path, review).contains(#""allowed":\#(isAllowed)"#))
        }
        #expect(try ask("root", "DELETE", "\(leases)/wire").contains("Success"))
    }

    @Test func kubectlMayAskForItsRights() throws {
        let lab = try Lab("--namespace", "lab")
        let review = try lab.file(
            "review.yaml",
            """
            apiVersion: authorization.k8s.io/v1
            kind: SelfSubjectAccessReview
            spec:
              resourceAttributes: {verb: delete, group: coordination.k8s.io, resource: leases, namespace: lab}
            """
        )
        #expect(try lab.kubectl("create", "-f", review, "-o", "jsonpath={.status.allowed}").text == "true")
    }

    @Test func curlSeesTheSameStory() throws {
        let lab = try Lab("--namespace", "lab")
        let leases = "\(lab.url)/apis/coordination.k8s.io/v1/namespaces/lab/leases"
        let watch = try lab.start(["curl", "-sN", "\(leases)?watch=true"])
        _ = try lab.kubectl("create", "-f", lab.lease())
        lab.wait(for: "the event") { !watch.result.output.isEmpty }
        #expect(watch.result.output.first?.contains(#""type":"ADDED""#) == true)
        watch.child?.send(SIGTERM)
        #expect(try lab.run(["curl", "-s", "\(lab.url)/readyz"]).text == "ok")
        let brief = try lab.run(["curl", "-sN", "\(leases)?watch=true&timeoutSeconds=1"])
        #expect(brief.code == 0)
        #expect(brief.output.count == 1)
    }
}
