console.log(Object.keys(require('fs')).length > 50, require('./fs'), require('punycode/'));
