// {"stdin": "all of it\n"}
console.log(require('node:fs').readFileSync('/dev/stdin', 'utf8'));
