import Kubernetes
import Notifications
import Sidecar
import Testing

/// Whom a sidecar is to tell without being asked.
@Suite struct NotificationSettingsTests {
    private static let variables = [
        "LEADER_ELECTOR_LEADER_FILE": "/shared/leader.json",
        "LEADER_ELECTOR_WEBHOOK": "https://hooks.example:8443/a/b/?c=d",
        "LEADER_ELECTOR_WEBHOOK_SECRET_FILE": "/key",
        "LEADER_ELECTOR_WEBHOOK_CERTIFICATE_AUTHORITY": "/ca",
        "LEADER_ELECTOR_ON_STARTED_LEADING": "begin 'the work'",
        "LEADER_ELECTOR_ON_STOPPED_LEADING": "end",
        "LEADER_ELECTOR_HOOK_TIMEOUT": "5s",
        "HTTPS_PROXY": "http://proxy.example:3128",
    ]
    private static let files = ["/ca": "-----BEGIN CERTIFICATE-----", "/key": "secret\n"]

    @Test func nobodyIsToldByDefault() throws {
        #expect(try Settings.given().configuration().notifications == NotificationTargets())
    }

    @Test func everyFlagHasAVariable() throws {
        let targets = try Settings.given(environment: Self.variables).configuration(files: Self.files).notifications
        #expect(targets.leaderFile == "/shared/leader.json")
        let webhook = try #require(targets.webhook)
        #expect(webhook.server.text == "https://hooks.example:8443" && webhook.target == "/a/b/?c=d")
        #expect(webhook.secretPath == "/key" && webhook.authorityPath == "/ca")
        #expect(webhook.proxy?.host == "proxy.example")
        let hooks = try #require(targets.hooks)
        #expect(hooks.started?.words == ["begin", "the work"] && hooks.stopped?.words == ["end"])
        #expect(hooks.limit == .seconds(5))
    }

    @Test(arguments: [("0s", true), ("99ms", true), ("100ms", false)])
    func aLeaderFileNeedsADeadlineThatCanBeRead(grace: String, isRefused: Bool) throws {
        var settings = Settings.given {
            $0.leaderFile = "/shared/leader.json"
            $0.handoverGrace = grace
        }
        let refusal = settings.refusal()
        #expect((refusal != nil) == isRefused)
        if let refusal { #expect(refusal.exitStatus == .configuration && "\(refusal)".contains(grace)) }
        settings.leaderFile = nil
        #expect(settings.refusal() == nil, "who asks has no deadline to read")
    }

    @Test func flagsComeBeforeTheirVariables() throws {
        let settings = Settings.given(environment: Self.variables) {
            $0.leaderFile = "/other"
            $0.webhook = "http://localhost"
            $0.webhookSecretFile = "/ca"
            $0.webhookCertificateAuthority = "/ca"
            $0.onStartedLeading = "a"
            $0.onStoppedLeading = "b"
            $0.hookTimeout = "1s"
        }
        let targets = try settings.configuration(files: Self.files).notifications
        #expect(targets.leaderFile == "/other" && targets.webhook?.server.text == "http://localhost:80")
        #expect(targets.webhook?.secretPath == "/ca" && targets.webhook?.proxy == nil)
        #expect(targets.hooks?.started?.words == ["a"] && targets.hooks?.stopped?.words == ["b"])
        #expect(targets.hooks?.limit == .seconds(1))
    }

    @Test(arguments: [
        ("http://a", "/"), ("http://a/", "/"), ("http://a?b", "/?b"),
        ("http://[::1]:80/b//c/?d=/e:@f", "/b//c/?d=/e:@f"),
    ])
    func whatStandsBehindTheHostIsSentAsItIs(text: String, target: String) throws {
        #expect(try Webhook(parsing: text).target == target)
    }

    @Test(arguments: [
        "", "hooks.example/a", "ftp://a/", "http://", "http://u:p@a/", "http://a/#b", "http://a b/", "http://a:0/",
        "http://a/ü",
    ])
    func whatIsNoURLIsRefused(text: String) {
        #expect(throws: ServerURLError.self) { try Webhook(parsing: text) }
    }
}
