console.log(require('./typed.ts'));
