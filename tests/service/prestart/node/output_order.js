const fs = require('node:fs');

process.stdout.write('a');
fs.writeSync(1, 'b');
console.error('on standard error');
process.stdout.write('c', () => fs.writeSync(1, 'e'));
fs.writeSync(1, 'd');
console.table([{ a: 1 }, { b: 2 }]);
console.trace('traced');
console.log(process.stdout.constructor.name, process.stdout.isTTY, process.stdout.writableHighWaterMark, process.stdout._type);
