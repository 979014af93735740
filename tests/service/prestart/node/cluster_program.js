const cluster = require('node:cluster');

if (cluster.isPrimary) {
  cluster.fork().on('message', (message) => console.log(message)).on('exit', (code) => console.log('exit', code));
} else {
  process.send(['from the worker', cluster.worker.id], () => process.exit(2));
}
