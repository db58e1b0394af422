// Works while this pod leads, in slices that end before the last yes does. Node 18 or later.
const elector = process.env.ELECTOR ?? 'http://localhost:4040';
const store = process.env.STORE;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function ask(query = '', patience = 1000) {
  const asked = performance.now(); // A yes counts from the question: the answer may have waited somewhere.
  const response = await fetch(`${elector}/leader${query}`, { signal: AbortSignal.timeout(patience) });
  const status = await response.json();
  return { ...status, left: () => Math.floor(asked + status.validForMilliseconds - performance.now()) };
}

async function work(status) { // One slice; the store refuses a token that is smaller than one that it has seen.
  const headers = { 'Fencing-Token': String(status.fencingToken) };
  await fetch(`${store}/${status.identity}`, { method: 'PUT', headers, signal: AbortSignal.timeout(status.left()) });
  await pause(50);
}

(async () => {
  for (;;) {
    try {
      const status = await ask();
      if (status.isLeader && status.left() > 0) await work(status);
      // Answered as soon as that changes. A yes that was waited for is not acted on: the next turn asks again.
      if (!status.isLeader) await ask(`?wait=30s&revision=${status.revision}`, 31000);
    } catch (error) {
      console.error(String(error)); // No answer is a no.
      await pause(200);
    }
  }
})();
