// As programs that were written for the classic sidecar ask: the leader's name, every few seconds.
// It works unchanged, and is right as far as it goes: a name can be as old as the time between two questions.
// node.js beside it shows how to act on no answer that is too old, and how to fence writes.
const http = require('http');
const os = require('os');

let master = {};

function update() {
  const request = http.get({ host: 'localhost', port: 4040, path: '/' }, (response) => {
    let data = '';
    response.on('data', (piece) => { data += piece; });
    response.on('end', () => { master = JSON.parse(data); });
  });
  request.on('error', () => { master = {}; });
}

update();
setInterval(update, 2000);
setInterval(() => console.log(master.name === os.hostname() ? 'working' : 'idle'), 1000);
