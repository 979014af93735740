const { fork } = require('node:child_process');

if (process.argv[2] === 'child') {
  process.send({ argv: process.argv.slice(1), execArgv: process.execArgv, env: Object.keys(process.env).length });
  process.disconnect();
} else {
  fork(__filename, ['child']).on('message', (message) => console.log(message)).on('exit', (...end) => console.log(end));
}
