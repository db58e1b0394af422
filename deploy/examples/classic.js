// As programs that were written for the classic sidecar ask: the leader's name, every few seconds.
// It works unchanged, but a name can be as old as the time between two questions, and a sidecar that hangs is not
// noticed: the kernel takes the questions, no answer comes, no error either, and whoever led goes on for ever.
// So give each question a timeout and take no answer for a no, as node.js beside it does, which fences its writes too.
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
