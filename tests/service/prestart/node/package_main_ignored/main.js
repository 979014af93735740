// {"prestarted": false}
console.log('main.js it is', require('./package.json').main);
