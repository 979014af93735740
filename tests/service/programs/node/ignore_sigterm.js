process.on('SIGTERM', () => {});
console.log('started');
setInterval(() => {}, 1000);
