const fs = require('node:fs');
const { Worker } = require('node:worker_threads');

// A program's own descriptor of the number that the waiting interpreter had.
const first = fs.openSync('/dev/null');
console.log(first);
for (let fd = first; fd < 63; ) fd = fs.openSync('/proc/self/cmdline');
new Worker("console.log(require('fs').readFileSync(63, 'utf8').length > 0)", { eval: true });
