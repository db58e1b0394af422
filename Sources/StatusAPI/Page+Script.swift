extension Page {
    /// What `script` hashes to; a test says what it must be after a change.
    static let scriptHash = "sha256-aJvdrMIU/ngxhDrgs2RIXsJOu1AA7kqQQlcZjh177Po="

    /// Asks, and shows what it is answered, no longer than that is good for.
    ///
    /// A yes is good for its validity from when the question was sent, by the clock that moved further. `/watch` only
    /// tells when to ask, and what to write into the history.
    static let script = #"""

        'use strict';
        const $ = id => document.getElementById(id);
        const leaseDuration = Number(document.documentElement.dataset.lease);
        const patience = 2000, historyLimit = 50;
        const states = {
          starting: 'starting', standby: 'standing by', holding: 'holding, without authority',
          leading: 'leading', resigning: 'giving up', stopped: 'stopped',
        };
        const reasons = {
          noAnswerYet: 'The lock has not been read yet.',
          free: 'Nobody holds the lock.',
          expired: 'The lease has run out without a renewal.',
          namesake: 'Another process holds the lock under this pod’s name.',
          unreadable: 'The lock’s record cannot be read.',
          forbidden: 'The API server does not let this pod read the lock.',
          halvesDisagree: 'The two locks of the move name different leaders.',
        };

        // performance.now() may stand still while a machine sleeps, Date may be set: of both, the one that moved further.
        const clock = () => ({ steady: performance.now(), wall: Date.now() });
        const since = then => Math.max(performance.now() - then.steady, Date.now() - then.wall);

        let answer = null;    // { status, sent }: the last answer
        let failed = false;   // whether the question after it went wrong
        let renewed = null;   // { at, record }: when the record was last seen renewed
        let known = null;     // the revision that the history ends with
        let busy = false, again = false, timer = 0, source = null;

        function ask() {
          if (busy) { again = true; return; }
          busy = true;
          clearTimeout(timer);
          const sent = clock();
          fetch('/leader', { cache: 'no-store', signal: AbortSignal.timeout(patience) })
            .then(response => response.ok ? response.json() : Promise.reject(response.status))
            .then(status => { take(status, sent); failed = false; }, () => { failed = true; })
            .then(() => {
              const valid = failed ? 0 : answer.status.validForMilliseconds;
              timer = setTimeout(ask, again ? 0 : valid ? Math.max(valid / 3, 100) : 1000);
              busy = again = false;
              render();
            });
        }

        function take(status, sent) {
          answer = { status, sent, time: timeOfDay(new Date()) };
          if (status.renewedAt !== (renewed && renewed.record)) {
            // The first one was renewed some time ago; its own time says when, as far as the clocks agree.
            const ago = renewed || !status.renewedAt ? 0 : Date.now() - Date.parse(status.renewedAt);
            const back = ago > 0 && ago < leaseDuration ? ago : 0;
            renewed = { record: status.renewedAt, at: { steady: sent.steady - back, wall: sent.wall - back } };
          }
          remember(status);
        }

        function remember(status) {
          if (status.revision === known) return;
          known = status.revision;
          if (status.isLeader) {
            const token = status.fencingToken === null ? '' : ', token ' + status.fencingToken;
            log('self', status.name + ' leads (this pod' + token + ')');
          } else if (status.name) {
            log('other', status.name + ' leads');
          } else {
            log('none', 'No leader. ' + (reasons[status.reason] || ''));
          }
        }

        function log(tone, text) {
          const row = document.createElement('li'), time = document.createElement('time');
          const words = document.createElement('span'), now = new Date();
          row.dataset.tone = tone;
          time.dateTime = now.toISOString();
          time.textContent = timeOfDay(now) + '.' + String(now.getMilliseconds()).padStart(3, '0');
          words.textContent = text;
          row.append(time, words);
          $('history').prepend(row);
          while ($('history').children.length > historyLimit) $('history').lastChild.remove();
        }

        // What may be said of the leader at this moment.
        function judge() {
          if (!answer) return failed ? gone('Nothing was answered yet.') : { tone: 'none', name: '…', note: 'Asking…' };
          const age = since(answer.sent), status = answer.status;
          if (failed || age > patience + 1000) {
            return gone('The sidecar does not answer; what it answered at ' + answer.time + ' counts no more.');
          }
          if (status.isLeader && age >= status.validForMilliseconds) {
            return { tone: 'none', name: '…', note: 'This pod’s last yes has run out; asking again.' };
          }
          if (status.isLeader) return { tone: 'self', name: status.name, note: 'This pod leads' + sinceWhen(status) };
          if (status.name) return { tone: 'other', name: status.name, note: 'Another pod leads' + sinceWhen(status) };
          return { tone: 'none', name: 'No leader', note: reasons[status.reason] || '' };
        }

        const gone = note => ({ tone: 'gone', name: 'No answer', note });
        const timeOfDay = date => date.toLocaleTimeString('en-GB');
        function sinceWhen(status) {
          if (!status.acquiredAt) return '';
          const date = new Date(status.acquiredAt), isToday = date.toDateString() === new Date().toDateString();
          const day = isToday ? '' : date.toLocaleDateString('en-GB', { dateStyle: 'medium' }) + ', ';
          return ' since ' + day + timeOfDay(date);
        }
        const span = ms => ms < 1000 ? Math.round(ms / 10) * 10 + ' ms'
          : ms < 60000 ? (ms / 1000).toFixed(1) + ' s' : Math.floor(ms / 60000) + ' min';
        const put = (id, text) => { if ($(id).textContent !== text) $(id).textContent = text; };
        const fill = (id, part) => { $(id).style.transform = 'scaleX(' + Math.min(1, Math.max(0, part)) + ')'; };

        function render() {
          const verdict = judge(), status = answer && answer.status;
          $('lead').dataset.tone = verdict.tone;
          put('name', verdict.name);
          put('note', verdict.note);
          const leads = verdict.tone === 'self' || verdict.tone === 'other';
          // A tab that is hidden is not drawn, so that what its title says may long be over.
          const words = document.hidden ? [] : [leads ? verdict.name + ' leads' : verdict.name];
          document.title = words.concat(status ? status.election : []).join(' · ') || 'leader-elector';
          $('lease').hidden = !(leads && renewed && renewed.record);
          if (!$('lease').hidden) {
            const age = since(renewed.at), left = leaseDuration - age;
            fill('lease-bar', left / leaseDuration);
            put('lease-text', 'Lease renewed ' + span(age) + ' ago');
            put('lease-left', left > 0 ? (left / 1000).toFixed(1) + ' s left' : 'run out');
          }
          $('yes').hidden = verdict.tone !== 'self';
          if (!$('yes').hidden) {
            const left = status.validForMilliseconds - since(answer.sent);
            fill('yes-bar', left / status.validForMilliseconds);
            put('yes-left', Math.max(0, left / 1000).toFixed(1) + ' s more');
          }
          if (!status) return;
          const stale = verdict.tone === 'gone';
          put('election', status.election);
          put('place', status.lock + ' in ' + status.namespace);
          put('identity', status.identity);
          put('state', stale ? 'not known' : status.isLeader && !leads ? 'not known' : states[status.state] || status.state);
          put('token', !leads || status.fencingToken === null ? 'none' : String(status.fencingToken));
          put('heir', stale ? 'not known' : status.heir || 'none');
          put('transitions', status.transitions === null ? 'not known' : String(status.transitions));
          put('reason', stale ? 'not known' : status.reason || 'none');
        }

        function link(is, text) {
          if ($('link').dataset.is === is) return;
          if (is === 'lost') log('gone', 'The connection to the sidecar was lost.');
          $('link').dataset.is = is;
          put('link', text);
        }

        function listen() {
          source = new EventSource('/watch');
          source.onopen = () => { link('live', 'live'); ask(); };
          source.addEventListener('leader', event => { remember(JSON.parse(event.data)); ask(); });
          source.addEventListener('lease', ask);
          source.onerror = () => {
            link('lost', 'connection lost');
            ask();
            // A refusal is final for the browser; a lost connection it looks after itself.
            if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
          };
        }

        function frame() { render(); requestAnimationFrame(frame); }
        document.addEventListener('visibilitychange', () => { render(); if (!document.hidden) ask(); });
        listen();
        ask();
        frame();

        """#
}
