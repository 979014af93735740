const { execFileSync } = require('node:child_process');
const os = require('node:os');

console.log(Object.entries(process.env), os.homedir(), os.tmpdir(), os.userInfo());
console.log(execFileSync('env').toString());
