const fs = require('node:fs');

fs.writeFileSync('new.txt', 'content');
console.log(fs.readdirSync('.').sort(), fs.statSync('new.txt').mode, fs.statSync('main.js').mode, fs.realpathSync('.'));
fs.promises.readFile('missing.txt').catch((error) => console.log(error.code, error.syscall, error.path));
fs.writeFileSync('/etc/forbidden', '');
