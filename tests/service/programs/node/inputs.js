const fs = require('node:fs');

console.log('environment:', process.env.GREETING);
console.log('arguments:', process.argv.slice(2).join('|'));
console.log('input:', fs.readFileSync(0, 'utf8'));
