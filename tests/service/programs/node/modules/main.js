const { area } = require('./util/square');

console.log('area', area(3));
