// {"environment": {"B": "2", "A": "1", "EMPTY": "", "ZZZ": "=x=", "U": "\u00fc \n", "NODE_ENV": "production", "USER": "me"}}
const { execFileSync } = require('node:child_process');

console.log(Object.entries(process.env), 'NODE_OPTIONS' in process.env);
console.log(execFileSync('env').toString());
process.env.NEW = 'new';
delete process.env.A;
console.log(execFileSync('env').toString());
