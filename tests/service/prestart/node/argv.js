// {"args": ["one", "two words", "", "--flag", "--", "\u00fc", "-e"]}
const { parseArgs } = require('node:util');

console.log(process.argv, process.argv0, process.execArgv, process.execPath, process.title);
console.log(parseArgs({ allowPositionals: true, options: { flag: { type: 'boolean' } } }));
