// Works while this pod leads, in slices that end before the last yes does. Node 18 or later, on Linux.
const { readFileSync } = require('fs');

const elector = process.env.ELECTOR ?? 'http://localhost:4040';
const store = process.env.STORE;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
// Milliseconds on the clock that counts suspend, cut to tens: it can be 10 ms later than this.
const uptime = () => 1000 * readFileSync('/proc/uptime', 'utf8').split(' ')[0];

async function send(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response;
}

async function ask(query = '', patience = 1000) {
  const asked = uptime(); // A yes counts from the question: the answer may have waited somewhere.
  const response = await send(`${elector}/leader${query}`, { signal: AbortSignal.timeout(patience) });
  const status = await response.json();
  return { ...status, left: () => Math.floor(asked + status.validForMilliseconds - uptime() - 10) };
}

async function work(status) { // One slice; the store refuses a token that is smaller than one that it has seen.
  if (status.fencingToken === null) throw new Error('no fencing token, so no work');
  const headers = { 'Fencing-Token': String(status.fencingToken) };
  await send(`${store}/${status.identity}`, { method: 'PUT', headers, signal: AbortSignal.timeout(status.left()) });
  await pause(50);
}

(async () => {
  for (;;) {
    try {
      const status = await ask();
      // Answered as soon as that changes. A yes that was waited for is not acted on: the next turn asks again.
      if (!status.isLeader) await ask(`?wait=30s&revision=${status.revision}`, 31000);
      else if (status.left() > 0) await work(status);
      else await pause(200);
    } catch (error) {
      console.error(String(error)); // No answer is a no, and so is a refusal.
      await pause(200);
    }
  }
})();
