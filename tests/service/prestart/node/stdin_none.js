const fs = require('node:fs');

console.log(fs.fstatSync(0).isFIFO(), JSON.stringify(fs.readFileSync(0, 'utf8')));
process.stdin.on('data', () => console.log('never')).on('end', () => console.log('end'));
