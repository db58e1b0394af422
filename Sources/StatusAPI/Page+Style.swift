extension Page {
    /// What `style` hashes to; a test says what it must be after a change.
    static let styleHash = "sha256-iDtndlOOsjppm26JyPTW1w3iHCHroH0RXxN6iTX+heU="

    static let style = """

        :root {
          --ground: #f4f5f7; --card: #ffffff; --ink: #16191d; --soft: #5b6470; --line: #e2e5ea;
          --good: #12804a; --other: #2459c9; --none: #9a6200; --gone: #b3261e; --tone: var(--soft);
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #0f1216; --card: #181c22; --ink: #e9ecf1; --soft: #9aa4b2; --line: #2a3039;
            --good: #4cc38a; --other: #82a8ff; --none: #e6b450; --gone: #ff8a80;
          }
        }
        * { box-sizing: border-box; margin: 0; }
        body {
          background: var(--ground); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
        }
        main { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 2rem; display: grid; gap: 1rem; }
        header { display: flex; justify-content: space-between; align-items: flex-start; gap: 1rem; }
        header div { min-width: 0; }
        h1 { font-size: 1.25rem; line-height: 1.3; overflow-wrap: anywhere; }
        h2 { font-size: .8rem; font-weight: 600; letter-spacing: .04em; color: var(--soft); }
        #place, #note, .row, footer, #history time { color: var(--soft); font-size: .9rem; }
        #place, #name, dd, #history { overflow-wrap: anywhere; }
        #link {
          flex: none; display: flex; align-items: center; gap: .45rem; padding: .2rem .7rem;
          border: 1px solid var(--line); border-radius: 1rem; background: var(--card); font-size: .85rem;
        }
        #link::before { content: ""; width: .55rem; height: .55rem; border-radius: 50%; background: var(--soft); }
        #link[data-is="live"]::before { background: var(--good); }
        #link[data-is="lost"] { color: var(--gone); border-color: currentColor; }
        #link[data-is="lost"]::before { background: currentColor; }
        section {
          background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.1rem 1.25rem;
        }
        #lead { position: relative; overflow: hidden; padding: 1.35rem 1.25rem 1.25rem; }
        #lead::before { content: ""; position: absolute; inset: 0 0 auto; height: .3rem; background: var(--tone); }
        [data-tone="self"] { --tone: var(--good); }
        [data-tone="other"] { --tone: var(--other); }
        [data-tone="none"] { --tone: var(--none); }
        [data-tone="gone"] { --tone: var(--gone); }
        #name {
          font-size: clamp(1.6rem, 7vw, 2.6rem); font-weight: 650; line-height: 1.2; margin-top: .25rem;
          letter-spacing: -.015em;
        }
        [data-tone="none"] #name, [data-tone="gone"] #name { color: var(--tone); }
        #note { min-height: 1.5em; }
        .bar {
          height: .6rem; margin-top: 1rem; border-radius: 1rem; overflow: hidden;
          background: color-mix(in srgb, var(--tone) 16%, transparent);
        }
        .bar.thin { height: .3rem; }
        .bar i {
          display: block; height: 100%; border-radius: inherit; background: var(--tone); transform-origin: left;
        }
        .row {
          display: flex; justify-content: space-between; gap: 1rem; margin-top: .35rem;
          font-variant-numeric: tabular-nums;
        }
        .row span:last-child { flex: none; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .9rem 1.25rem; }
        h2 + dl, h2 + ol { margin-top: .75rem; }
        dt { font-size: .8rem; color: var(--soft); }
        dd { font-variant-numeric: tabular-nums; }
        #history { list-style: none; padding: 0; display: grid; gap: .4rem; }
        #history li { display: grid; grid-template-columns: auto 1fr; gap: .75rem; align-items: baseline; }
        #history li span { border-left: .2rem solid var(--tone); padding-left: .7rem; }
        #history time { font-size: .85rem; font-variant-numeric: tabular-nums; }
        footer { padding: 0 .25rem; }
        footer a { color: inherit; margin-right: .9rem; }
        a:focus-visible { outline: 2px solid var(--other); outline-offset: 2px; }
        @media (max-width: 30rem) {
          dl { grid-template-columns: 1fr 1fr; }
          section, #lead { padding-left: 1rem; padding-right: 1rem; }
        }

        """
}
