// {"prestarted": false}
console.log(require('#internal'));
