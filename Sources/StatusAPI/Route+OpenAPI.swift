extension Route {
    /// What the path takes and answers.
    var operation: OpenAPI.Operation {
        switch self {
        case .name:
            OpenAPI.Operation(
                summary: "The leader's name, as the classic sidecar gave it; to whoever prefers HTML, a page.",
                answers: [
                    .init("200", "Empty where no leader is known.", OpenAPI.json("Name"), ("text/html", "Text"))
                ]
            )
        case .leader:
            OpenAPI.Operation(
                summary: "The whole status, at once or as soon as it is news.",
                parameters: [
                    .init(
                        name: "wait",
                        description: """
                            How long to wait for another revision than the one that is named, at most 300s: a number and \
                            its unit as in 500ms, 30s or 1m30s.
                            """,
                        schema: #"{"type":"string","pattern":"^(0|[0-9]{1,5}ms|[0-9]{1,2}s|[1-4]m([0-5]?[0-9]s)?)$"}"#
                    ),
                    .init(name: "revision", description: "The revision of your last answer.", schema: Self.anyText),
                ],
                answers: [
                    .init("200", "Who leads now.", OpenAPI.json("Status")),
                    .init("400", "There is no such wait.", OpenAPI.json("Error")),
                    .init("503", "Too many wait already; ask without a wait.", OpenAPI.json("Error")),
                ]
            )
        case .isLeader:
            OpenAPI.Operation(
                summary: "Whether this pod leads, in the status code.",
                answers: [
                    .init("200", "This pod leads.", OpenAPI.json("Status")),
                    .init("503", "It does not.", OpenAPI.json("Status")),
                ]
            )
        case .watch:
            OpenAPI.Operation(
                summary: "Server-sent events without end: `leader` at each change, `lease` with each new deadline.",
                parameters: [
                    .init(name: "revision", description: "The revision of your last event.", schema: Self.anyText),
                    .init(
                        name: "Last-Event-ID",
                        place: "header",
                        description: "The same, as browsers send it.",
                        schema: Self.anyText
                    ),
                ],
                answers: [
                    .init("200", "The data of each event is a Status.", ("text/event-stream", "Text")),
                    .init("503", "Too many watch already.", OpenAPI.json("Error")),
                ]
            )
        case .stepDown:
            OpenAPI.Operation(
                summary: "Gives up a term, and does not stand for a pause unless another leads before.",
                parameters: [
                    Self.token("The term that is meant; without it, the present one."),
                    .init(
                        name: "pause",
                        description: "At most 1h; a lease duration, if it is not named.",
                        schema: Self.pause
                    ),
                ],
                body: "StepDown",
                answers: Self.termAnswers
            )
        case .stopped:
            OpenAPI.Operation(
                summary: "Says that the work of a term has stopped, so that its last yes is not waited for.",
                parameters: [Self.token("The term; here or in the body.")],
                body: "Stopped",
                answers: Self.termAnswers
            )
        case .metrics:
            OpenAPI.Operation(
                summary: "Metrics in Prometheus' text format.",
                answers: [.init("200", "Version 0.0.4 of the format.", ("text/plain", "Text"))]
            )
        case .openAPI:
            OpenAPI.Operation(
                summary: "This description.",
                answers: [.init("200", "An OpenAPI 3.1 document.", OpenAPI.json("Document"))]
            )
        case .livez, .healthz:
            OpenAPI.Operation(
                summary: "Whether the election goes on.",
                answers: [
                    .init("200", "It does.", OpenAPI.json("Ok")),
                    .init("503", "It is stuck: restart this container.", OpenAPI.json("Error")),
                ]
            )
        case .readyz:
            OpenAPI.Operation(
                summary: "Whether the lock has been read, at least once.",
                answers: [
                    .init("200", "It has.", OpenAPI.json("Ok")),
                    .init("503", "Not yet.", OpenAPI.json("Error")),
                ]
            )
        }
    }

    private static let anyText = #"{"type":"string"}"#
    private static let pause = ##"{"$ref":"#/components/schemas/Pause"}"##

    private static func token(_ description: String) -> OpenAPI.Parameter {
        .init(
            name: "fencingToken",
            description: description,
            schema: ##"{"$ref":"#/components/schemas/Token"}"##
        )
    }

    private static let termAnswers: [OpenAPI.Answer] = [
        .init("202", "What became of it.", OpenAPI.json("TermAnswer")),
        .init("400", "It names no term, or what is not known.", OpenAPI.json("Error")),
        .init("403", "It came from outside the pod, or from a page of another origin.", OpenAPI.json("Error")),
    ]
}
