extension Dashboard {
    /// What is shown, in rows of three.
    static let panels = [
        Panel(
            title: "Who leads",
            description: "Each pod's own answer: 1 while it leads.",
            kind: "state-timeline",
            queries: [Query(#"leader_election_master_status{job="$job"}"#)]
        ),
        Panel(
            title: "Without a leader",
            description: "The part of the time shown in which no pod that was scraped led.",
            kind: "stat",
            unit: "percentunit",
            queries: [
                Query(#"1 - avg_over_time((sum(leader_election_master_status{job="$job"}) > bool 0)[$__range:])"#, "")
            ]
        ),
        Panel(
            title: "Terms",
            description: "Terms that began, and why they ended. A handover ends one and begins the next.",
            queries: [
                Query(#"sum(increase(leader_elector_terms_total{job="$job"}[$__rate_interval]))"#, "began"),
                Query(
                    #"sum by (reason) (increase(leader_elector_terms_ended_total{job="$job"}[$__rate_interval])) > 0"#,
                    "ended: {{reason}}"
                ),
            ]
        ),
        Panel(
            title: "Whom pods name",
            description: "How many pods name whom. All should name the same one.",
            queries: [Query(#"count by (leader) (leader_elector_leader_info{job="$job"})"#, "{{leader}}")]
        ),
        Panel(
            title: "Renewals",
            description: "From the decision to renew to the API server's confirmation.",
            unit: "s",
            queries: [0.5, 0.99].map { quantile in
                Query(
                    "histogram_quantile(\(quantile), sum by (le)"
                        + #" (rate(leader_elector_renew_duration_seconds_bucket{job="$job"}[$__rate_interval])))"#,
                    "\(quantile)"
                )
            }
        ),
        Panel(
            title: "Validity",
            description: "What is left of the lead if no renewal is confirmed any more. It should not come near 0.",
            unit: "s",
            queries: [Query(#"leader_elector_authority_seconds{job="$job"} > 0"#)]
        ),
        Panel(
            title: "Requests to the API server",
            description: "All pods' together.",
            unit: "reqps",
            queries: [
                Query(
                    #"sum by (request) (rate(leader_elector_requests_total{job="$job"}[$__rate_interval]))"#,
                    "{{request}}"
                )
            ]
        ),
        Panel(
            title: "Failed requests and watches",
            description: "Requests without a usable answer, and watches that had to begin anew, by reason.",
            unit: "reqps",
            queries: [
                Query(
                    #"sum by (kind) (rate(leader_elector_request_failures_total{job="$job"}[$__rate_interval])) > 0"#,
                    "{{kind}}"
                ),
                Query(
                    #"sum by (reason) (rate(leader_elector_watch_restarts_total{job="$job"}[$__rate_interval])) > 0"#,
                    "watch: {{reason}}"
                ),
            ]
        ),
        Panel(
            title: "Failed notifications and unfit applications",
            description: "What others could not be told, and pods whose program cannot lead.",
            queries: [
                Query(
                    "sum by (kind) (increase(leader_elector_notifications_total"
                        + #"{job="$job",result="failed"}[$__rate_interval])) > 0"#,
                    "{{kind}}"
                ),
                Query(#"leader_elector_application_fit{job="$job"} == 0"#, "unfit: {{pod}}"),
            ]
        ),
        Panel(
            title: "Memory",
            description: "Resident, most of it the program's file and libraries.",
            unit: "bytes",
            queries: [Query(#"process_resident_memory_bytes{job="$job"}"#)]
        ),
        Panel(
            title: "Processor",
            description: "Of one core.",
            unit: "percentunit",
            queries: [Query(#"rate(process_cpu_seconds_total{job="$job"}[$__rate_interval])"#)]
        ),
        Panel(
            title: "Versions",
            description: "How many pods run which version.",
            queries: [Query(#"count by (version) (leader_elector_build_info{job="$job"})"#, "{{version}}")]
        ),
    ]
}
