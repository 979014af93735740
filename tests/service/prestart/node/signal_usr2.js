console.log('before');
process.kill(process.pid, 'SIGUSR2');
setTimeout(() => console.log('after'), 200);
