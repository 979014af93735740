const sdk = require('./sdk');

console.log(Object.keys(sdk));
