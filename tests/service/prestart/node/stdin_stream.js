// {"stdin": "first\nsecond \u00fc\nno end of line"}
const readline = require('node:readline');

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) console.log([line]);
  console.log(process.stdin.constructor.name, process.stdin.isTTY, process.stdin.fd);
})();
