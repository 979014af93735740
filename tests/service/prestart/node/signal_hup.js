console.log('before');
process.kill(process.pid, 'SIGHUP');
setTimeout(() => console.log('after'), 200);
