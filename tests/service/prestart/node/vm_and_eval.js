const vm = require('node:vm');

console.log(vm.runInNewContext('typeof process + typeof require'), eval('__filename'), new Function('return typeof require')());
vm.runInThisContext('throw new Error("in a script")', 'own-name.js');
