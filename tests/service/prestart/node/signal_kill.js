console.log('before');
process.kill(process.pid, 'SIGKILL');
setTimeout(() => console.log('after'), 200);
