// {"prestarted": false}
console.log('before');
await new Promise(() => {});
