import Election
import HTTP

/// The page for people at `GET /`: one document that loads nothing and asks only the sidecar that it came from.
///
/// Nothing that the API server or a user gave is written into it: the page asks `/leader` for all it shows, and puts it
/// there as text. The browser runs only the script and the style whose hashes the policy names (CSP level 3, 2.3.1).
enum Page {
    /// The page, for an election in which a lease lasts that long.
    static func response(leaseDuration: Duration) -> HTTPResponse {
        let policy = """
            default-src 'none'; script-src '\(scriptHash)'; style-src '\(styleHash)'; connect-src 'self'; \
            img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
            """
        let headers: HTTPHeaders = [
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": "no-store",
            "Vary": "Accept",
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        ]
        return HTTPResponse(status: 200, headers: headers, body: Array(document(leaseDuration).utf8))
    }

    private static func document(_ leaseDuration: Duration) -> String {
        """
        <!doctype html>
        <html lang="en" data-lease="\(leaseDuration.milliseconds)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>leader-elector</title>
        <link rel="icon" href="data:image/svg+xml,\
        %3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E\
        %3Cpath fill='%23d99a1b' d='M1 4l4 4 3-6 3 6 4-4-1.5 9h-11z'/%3E%3C/svg%3E">
        <style>\(style)</style>
        </head>
        <body>
        <main>
        <header>
        <div><h1 id="election">&hellip;</h1><p id="place"></p></div>
        <p id="link" role="status">connecting</p>
        </header>

        <section id="lead" data-tone="none" aria-labelledby="lead-title">
        <h2 id="lead-title">Leader</h2>
        <div aria-live="polite" aria-atomic="true">
        <p id="name">&hellip;</p>
        <p id="note">Asking&hellip;</p>
        </div>
        <div id="lease" hidden>
        <div class="bar" aria-hidden="true"><i id="lease-bar"></i></div>
        <p class="row"><span id="lease-text"></span><span id="lease-left"></span></p>
        </div>
        <div id="yes" hidden>
        <div class="bar thin" aria-hidden="true"><i id="yes-bar"></i></div>
        <p class="row"><span>This pod&rsquo;s yes may be relied on</span><span id="yes-left"></span></p>
        </div>
        </section>

        <section aria-labelledby="pod-title">
        <h2 id="pod-title">This pod</h2>
        <dl>
        <div><dt>Identity</dt><dd id="identity"></dd></div>
        <div><dt>State</dt><dd id="state"></dd></div>
        <div><dt>Reason</dt><dd id="reason"></dd></div>
        <div><dt>Fencing token</dt><dd id="token"></dd></div>
        <div><dt>Heir</dt><dd id="heir"></dd></div>
        <div><dt>Transitions</dt><dd id="transitions"></dd></div>
        </dl>
        </section>

        <section aria-labelledby="history-title">
        <h2 id="history-title">Changes since this page was opened</h2>
        <ol id="history" role="log" aria-labelledby="history-title"></ol>
        </section>

        <footer>
        <a href="/leader">/leader</a> <a href="/metrics">/metrics</a> <a href="/openapi.json">/openapi.json</a>
        <noscript><p>Without JavaScript, <a href="/leader">/leader</a> has all of this as JSON.</p></noscript>
        </footer>
        </main>
        <script>\(script)</script>
        </body>
        </html>

        """
    }
}
