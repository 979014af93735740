console.log(require('node:fs').readFileSync(process.argv[2], 'utf8'));
