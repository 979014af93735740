exports.early = 1;
const other = require('./other');
console.log(other, require('./main').early);
