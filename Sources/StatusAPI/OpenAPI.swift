import HTTP
import JSON

/// The description of the HTTP API that `GET /openapi.json` gives: OpenAPI 3.1, made from the routes.
///
/// Each route says in `operation` what it takes and answers, in a switch that misses none.
enum OpenAPI {
    /// What a path takes and answers.
    struct Operation {
        var summary: String
        var parameters: [Parameter] = []
        /// The schema of the body that may be sent; nil for none.
        var body: String?
        var answers: [Answer]
    }

    struct Parameter {
        var name: String
        var place = "query"
        var description: String
        /// As JSON.
        var schema: String
    }

    struct Answer {
        /// A status code, or a range of them as `4XX`.
        var status: String
        var description: String
        /// Schemas of the body by media type.
        var content: [(mediaType: String, schema: String)]

        init(_ status: String, _ description: String, _ content: (mediaType: String, schema: String)...) {
            self.status = status
            self.description = description
            self.content = content
        }
    }

    static func json(_ schema: String) -> (mediaType: String, schema: String) { ("application/json", schema) }

    /// What the server refuses before it looks at the path.
    private static let refusal = Answer("4XX", "The request is no HTTP, too large or too slow.", json("Error"))

    /// The whole document.
    static func document(of routes: [Route]) -> [UInt8] {
        object { document in
            document.add("openapi", "3.1.0")
            document.add(
                "info",
                json: object { info in
                    info.add("title", "leader-elector")
                    info.add("version", "1")
                    info.add("description", "Who leads, told to the containers of a pod. No answer may be cached.")
                }
            )
            document.add(
                "paths",
                json: object { paths in
                    for route in routes { paths.add(route.rawValue, json: item(route)) }
                }
            )
            document.add("components", json: object { $0.add("schemas", json: Array(schemas.utf8)) })
        }
    }

    private static func item(_ route: Route) -> [UInt8] {
        let operation = route.operation
        return object { item in
            for method in route.methods {
                let isHead = method == "HEAD"
                item.add(
                    method.lowercased(),
                    json: object { object in
                        object.add("operationId", isHead ? "\(route)Head" : "\(route)")
                        object.add("summary", isHead ? "As GET, without the body." : operation.summary)
                        object.add("parameters", json: list(operation.parameters.map(text)))
                        if let body = operation.body { object.add("requestBody", json: content([json(body)])) }
                        object.add("responses", json: responses(operation.answers + [refusal], withContent: !isHead))
                    }
                )
            }
        }
    }

    private static func responses(_ answers: [Answer], withContent: Bool) -> [UInt8] {
        object { responses in
            for answer in answers {
                responses.add(
                    answer.status,
                    json: object { object in
                        object.add("description", answer.description)
                        if withContent { object.add("content", json: mediaTypes(answer.content)) }
                    }
                )
            }
        }
    }

    private static func text(_ parameter: Parameter) -> [UInt8] {
        object { object in
            object.add("name", parameter.name)
            object.add("in", parameter.place)
            object.add("description", parameter.description)
            object.add("schema", json: Array(parameter.schema.utf8))
        }
    }

    private static func content(_ content: [(mediaType: String, schema: String)]) -> [UInt8] {
        object { $0.add("content", json: mediaTypes(content)) }
    }

    private static func mediaTypes(_ content: [(mediaType: String, schema: String)]) -> [UInt8] {
        object { types in
            for (mediaType, schema) in content {
                let reference = object { $0.add("$ref", "#/components/schemas/\(schema)") }
                types.add(mediaType, json: object { $0.add("schema", json: reference) })
            }
        }
    }

    private static func list(_ values: [[UInt8]]) -> [UInt8] {
        Array("[".utf8) + Array(values.joined(separator: ",".utf8)) + Array("]".utf8)
    }

    private static func object(_ fill: (inout JSONObjectWriter) -> Void) -> [UInt8] {
        var writer = JSONObjectWriter()
        fill(&writer)
        return writer.finished()
    }
}
