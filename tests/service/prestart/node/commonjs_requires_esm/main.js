console.log(require('./lib.mjs'));
