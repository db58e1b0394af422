extension OpenAPI {
    /// The schemas of all bodies, as JSON.
    static let schemas = ##"""
        {"Name": {
            "type": "object", "additionalProperties": false, "required": ["name"],
            "properties": {"name": {"type": "string", "description": "Empty where no leader is known."}}
        },
        "Status": {
            "type": "object", "additionalProperties": false,
            "required": [
                "name", "identity", "isLeader", "state", "reason", "election", "namespace", "lock", "heir",
                "application", "fencingToken", "validForMilliseconds", "validUntilUptimeMilliseconds", "bootId", "transitions",
                "acquiredAt", "renewedAt", "revision"
            ],
            "properties": {
                "name": {"type": "string", "description": "The leader; empty where none is known."},
                "identity": {"type": "string", "description": "The name of this pod's candidate."},
                "isLeader": {"type": "boolean", "description": "Whether this pod leads."},
                "state": {
                    "enum": ["starting", "standby", "holding", "leading", "resigning", "stopped"]
                },
                "reason": {
                    "enum": [
                        null, "noAnswerYet", "free", "expired", "namesake", "unreadable", "forbidden", "halvesDisagree"
                    ],
                    "description": "Why there is no name."
                },
                "election": {"type": "string"},
                "namespace": {"type": "string"},
                "lock": {"type": "string", "description": "For example leases/example."},
                "heir": {"type": ["string", "null"], "description": "Who is to take over first."},
                "application": {
                    "enum": ["fit", "unproven", "unfit"], "description": "Whether the application can lead."
                },
                "fencingToken": {
                    "type": ["integer", "null"], "minimum": 0, "maximum": 18446744073709551615,
                    "description": "Grows from term to term; null unless this pod leads."
                },
                "validForMilliseconds": {
                    "type": "integer", "minimum": 0,
                    "description": "How long a yes may be relied on, from when it was asked for; 0 for a no."
                },
                "validUntilUptimeMilliseconds": {
                    "type": ["integer", "null"], "description": "Its end on the machine's boot clock."
                },
                "bootId": {"type": ["string", "null"], "description": "Which boot of the machine that clock is of."},
                "transitions": {"type": ["integer", "null"], "description": "How often the lock changed hands."},
                "acquiredAt": {"type": ["string", "null"], "format": "date-time", "description": "For people."},
                "renewedAt": {"type": ["string", "null"], "format": "date-time", "description": "For people."},
                "revision": {"type": "string", "description": "Changes with who leads; for wait."}
            }
        },
        "Token": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615},
        "Pause": {"type": "string", "pattern": "^(0|[0-9]{1,5}ms|[0-9]{1,3}s|[1-5]?[0-9]m([0-5]?[0-9]s)?)$"},
        "StepDown": {
            "type": "object", "additionalProperties": false,
            "properties": {
                "fencingToken": {"$ref": "#/components/schemas/Token"},
                "pause": {"$ref": "#/components/schemas/Pause"}
            }
        },
        "Stopped": {
            "type": "object", "additionalProperties": false,
            "properties": {"fencingToken": {"$ref": "#/components/schemas/Token"}}
        },
        "TermAnswer": {
            "type": "object", "additionalProperties": false, "required": ["result", "fencingToken", "message"],
            "properties": {
                "result": {"enum": ["givingUp", "releasing", "ignored"]},
                "fencingToken": {
                    "type": ["integer", "null"], "description": "Of the term that this pod leads in or gives up."
                },
                "message": {"type": "string"}
            }
        },
        "Ok": {
            "type": "object", "additionalProperties": false, "required": ["status"],
            "properties": {"status": {"const": "ok"}}
        },
        "Error": {
            "type": "object", "additionalProperties": false, "required": ["error"],
            "properties": {"error": {"type": "string", "description": "What is wrong, and what would be right."}}
        },
        "Document": {"type": "object"},
        "Text": {"type": "string"}}
        """##
}
