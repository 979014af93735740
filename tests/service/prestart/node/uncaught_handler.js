process.on('uncaughtExceptionMonitor', (error, origin) => console.log('monitor', error.message, origin));
process.once('uncaughtException', (error, origin) => console.log('handled', error.message, origin));
setTimeout(() => {
  throw new Error('not handled');
}, 5);
throw new Error('handled');
