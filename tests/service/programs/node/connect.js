const net = require('node:net');

const [host, port] = process.argv.slice(2);
const socket = net.connect({ host, port: Number(port), timeout: 2000 });
socket.on('connect', () => end('connected'));
socket.on('timeout', () => end('timed out'));
socket.on('error', (error) => end(error.message));

function end(outcome) {
  console.log(outcome);
  socket.destroy();
}
