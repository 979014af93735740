const own = require('./own');
const same = require('./own.js');
console.log(own === same, own, require('./data.json'), require('./folder'), require('package'), Object.keys(require.cache));
own.fail();
