// {"prestarted": false}
console.log('never');
