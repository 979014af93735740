// {"stdin": "Ada\nrest\n"}
const readline = require('node:readline');

const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
terminal.question('name? ', (name) => {
  console.log(`hello ${name}`);
  terminal.close();
});
