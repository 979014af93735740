let rounds = 0;
process.on('beforeExit', (code) => {
  console.log('beforeExit', code);
  if (rounds++ < 2) setImmediate(() => console.log('more work'));
});
process.on('exit', (code) => {
  console.log('exit', code, process.exitCode);
  process.exitCode = 4;
});
